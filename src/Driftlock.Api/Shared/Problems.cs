using System.Text.Json;
using Driftlock.Api.Shared.Edge;
using Driftlock.Domain.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Shared;

/// <summary>Every refusal leaves as a problem of RFC 9457, with a stable code and the request's id.</summary>
internal static class Problems
{
    /// <summary>Members of a problem beside those of the standard; the last never leaves, it becomes a header.</summary>
    public const string Code = "code";
    public const string Fields = "errors";
    public const string RetryAfter = "retry_after";

    /// <summary>Codes of the refusals that the framework makes, by status, and what they say.</summary>
    public static IReadOnlyDictionary<int, (string Code, string Detail)> OfFramework { get; } =
        new Dictionary<int, (string Code, string Detail)>
        {
            [StatusCodes.Status400BadRequest] = (
                "request.malformed",
                "The body is not the JSON that the route takes, or a part of the address has no such form."),
            [StatusCodes.Status404NotFound] = ("request.no_such_route", "There is nothing at this address."),
            [StatusCodes.Status405MethodNotAllowed] = (
                "request.method_not_allowed", "The route does not take this method."),
            [StatusCodes.Status408RequestTimeout] = ("request.too_slow", "The body did not arrive in time."),
            [StatusCodes.Status413PayloadTooLarge] = (
                "request.too_large", "The body is larger than the route takes."),
            [StatusCodes.Status415UnsupportedMediaType] = (
                "request.unsupported_media_type", "The route does not take a body of this Content-Type, or of none."),
            [StatusCodes.Status429TooManyRequests] = (
                "request.rate_limited", "Too many requests: come back after Retry-After seconds."),
            [StatusCodes.Status500InternalServerError] = (
                "server.fault", "The fault is ours; the log has it under the id of the request."),
        };

    /// <summary>Of a refusal that the framework makes with another status.</summary>
    public static (string Code, string Detail) OfAnotherStatus { get; } =
        ("request.refused", "The request was refused.");

    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.PaymentRequired => StatusCodes.Status402PaymentRequired,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        ErrorKind.Mismatched => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Limited => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of error without a status."),
    };

    public static void AddProblems(this IServiceCollection services)
    {
        // A malformed request throws in every environment, so that its answer is the same in every one.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<Recovery>();
    }

    /// <summary>The page that a problem's type points to.</summary>
    public static void MapProblems(this IEndpointRouteBuilder root) =>
        root.MapGet("/problems", () => TypedResults.Stream(
                typeof(Problems).Assembly.GetManifestResourceStream("problems.md")!, "text/markdown; charset=utf-8"))
            .OpenToAll()
            .WithName("ListProblems")
            .WithSummary("Lists all problem codes with their meaning")
            .Produces<string>(contentType: "text/markdown");

    /// <summary>Answers with the refusal, where no route does.</summary>
    public static Task RefuseAsync(this HttpContext context, Error error) => error.ToProblem().ExecuteAsync(context);

    public static ProblemHttpResult ToProblem(this Error error)
    {
        var extensions = new Dictionary<string, object?> { [Code] = error.Code, [RetryAfter] = error.RetryAfter };
        if (error.Fields.Count > 0) extensions[Fields] = error.Fields.ToDictionary(NameOnTheWire, field => field.Value);
        return TypedResults.Problem(error.Message, statusCode: StatusOf(error.Kind), extensions: extensions);
    }

    private static string NameOnTheWire(KeyValuePair<string, string[]> field) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Key);
}
