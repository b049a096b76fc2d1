using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Driftlock.Application.Shared;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// Gives a request that changes something and comes again under its <c>Idempotency-Key</c> the answer that it had. Behind
/// the credentials, for the key counts within the organization; behind what undoes encodings, for bodies are compared.
/// </summary>
internal sealed class Idempotent(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that was given before.</summary>
    public const string Replayed = "Idempotent-Replayed";

    public const int LongestKey = 255;

    // Longer ones than any route has; an index of the database takes no longer ones either.
    private const int LongestRoute = 500;
    private const int ReadAtOnce = 64 << 10;

    // What belongs to the content; all else is said of each request anew.
    private static readonly string[] Kept = ["Content-Type", "Location"];

    public async Task InvokeAsync(HttpContext context, IIdempotency idempotency)
    {
        var given = context.Request.Headers[Header];
        if (given.Count == 0 || !Changes(context.Request.Method) || Caller.Of(context) is not { } caller)
        {
            await next(context);
            return;
        }

        if (given is not [{ Length: > 0 and <= LongestKey } key])
        {
            await context.RefuseAsync(EdgeErrors.IdempotencyKeyForm);
            return;
        }

        await using var body = new MemoryStream();
        if (!await ReadAsync(context.Request.Body, body, context.RequestAborted))
        {
            await context.RefuseAsync(EdgeErrors.TooLarge);
            return;
        }

        context.Request.Body = body;
        var request = new IdempotentRequest(caller.Organization, key, RouteOf(context.Request), Hash(context, caller, body));
        var begun = await idempotency.BeginAsync(request, context.RequestAborted);
        if (!begun.IsSuccess)
        {
            await context.RefuseAsync(begun.Error);
        }
        else if (begun.Value.Answer is { } before)
        {
            context.Response.Headers[Replayed] = "true";
            await AnswerAsync(context, before);
        }
        else
        {
            // All work of this attempt knows its run by the caller.
            context.Features.Set(caller with { Run = begun.Value.Run });
            await WorkAsync(context, idempotency, request, begun.Value);
        }
    }

    private static bool Changes(string method) =>
        HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method)
        || HttpMethods.IsDelete(method);

    private async Task WorkAsync(
        HttpContext context, IIdempotency idempotency, IdempotentRequest request, IdempotentAttempt attempt)
    {
        var isKept = false;
        StoredAnswer answer;
        try
        {
            answer = await CaptureAsync(context);
            if (IsLasting(answer.Status))
            {
                // Also for a caller who has gone: it is the one that comes again.
                await idempotency.CompleteAsync(request, attempt, answer, CancellationToken.None);
                isKept = true;
            }
        }
        finally
        {
            if (!isKept) await idempotency.ReleaseAsync(request, attempt, CancellationToken.None);
        }

        await AnswerAsync(context, answer);
    }

    // What was done, and what is wrong with the request itself; all else may go another way the next time.
    private static bool IsLasting(int status) => status is >= 200 and < 300
        or StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity;

    private async Task<StoredAnswer> CaptureAsync(HttpContext context)
    {
        var response = context.Response;
        var outside = response.Body;
        await using var captured = new MemoryStream();
        response.Body = captured;
        try
        {
            await next(context);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            response.Body = outside;
        }

        var headers = Kept.Where(response.Headers.ContainsKey)
            .ToDictionary(name => name, name => response.Headers[name].ToString());
        return new StoredAnswer(response.StatusCode, headers, captured.ToArray());
    }

    private static async Task AnswerAsync(HttpContext context, StoredAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        if (answer.Body.IsEmpty) return;

        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    // Whether it is no larger than what may be done as one piece.
    private static async Task<bool> ReadAsync(Stream body, MemoryStream whole, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadAtOnce);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (whole.Length + read > EdgeLimits.LargestBody) return false;

                await whole.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            whole.Position = 0;
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static string RouteOf(HttpRequest request)
    {
        var route = $"{request.Method} {request.Path.ToUriComponent()}";
        return route.Length <= LongestRoute ? route : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(route)));
    }

    // The rights belong to it: who may do less is not answered what another was.
    private static byte[] Hash(HttpContext context, Caller caller, MemoryStream body)
    {
        var rights = string.Join(' ', caller.Scopes.Order(StringComparer.Ordinal));
        string[] aside =
            [$"{rights} {caller.Stream}", context.Request.QueryString.ToUriComponent(), context.Request.ContentType ?? ""];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in aside) hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(part)));
        hash.AppendData(body.GetBuffer().AsSpan(0, (int)body.Length));
        return hash.GetHashAndReset();
    }
}
