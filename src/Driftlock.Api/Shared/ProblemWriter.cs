using System.Globalization;
using System.Text.Json;
using Driftlock.Api.Shared.Edge;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Driftlock.Api.Shared;

/// <summary>Writes every problem in its one form, whatever the caller says to accept.</summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        Complete(context);
        await context.HttpContext.Response.WriteAsJsonAsync(
            context.ProblemDetails, json.Value.SerializerOptions, "application/problem+json");
    }

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        if (!problem.Extensions.TryGetValue(Problems.Code, out var code))
        {
            var refused = context.HttpContext.Features.Get<RefusedBody>()?.Error;
            var usual = Problems.OfFramework.GetValueOrDefault(status, Problems.OfAnotherStatus);
            problem.Detail ??= refused?.Message ?? usual.Detail;
            problem.Extensions[Problems.Code] = code = refused?.Code ?? usual.Code;
        }

        if (problem.Extensions.Remove(Problems.RetryAfter, out var wait) && wait is TimeSpan { TotalSeconds: var seconds })
        {
            context.HttpContext.Response.Headers.RetryAfter =
                Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        }

        problem.Status = status;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(status);
        problem.Type = $"/problems#{code}";
        problem.Extensions["request_id"] = context.HttpContext.TraceIdentifier;
        problem.Extensions.Remove("trace_id");
        if (context.Exception?.InnerException is JsonException { Path: ['$', '.', .. var place] } wrong)
        {
            // The serializer's own words name types of ours.
            string[] reason = [wrong is FormException ? wrong.Message : "Has not the form it must have."];
            problem.Extensions[Problems.Fields] = new Dictionary<string, string[]> { [place] = reason };
        }
    }
}
