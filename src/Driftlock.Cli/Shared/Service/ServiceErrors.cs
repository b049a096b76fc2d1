using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared.Service;

/// <summary>Why the service was not asked, does not answer, or refuses.</summary>
internal static class ServiceErrors
{
    /// <summary>
    /// The same request is being worked on, or was when the service died: its lease has to end first.
    /// </summary>
    public const string InFlight = "request.idempotency_in_flight";

    // Bytes of a problem that are looked at.
    private const int LargestProblem = 64 << 10;

    public static Error NoKey { get; } = new(
        ErrorKind.Invalid, "usage.no_key",
        "There is no API key: set DRIFTLOCK_API_KEY, or name a file that has it with --key-file.");

    public static Error AddressForm(string by, string said) => new(
        ErrorKind.Invalid, "usage.address",
        $"{by} takes an address such as https://driftlock.example.org, not {SafeText.Of(said)}.");

    public static Error KeyForm(string where) =>
        new(ErrorKind.Invalid, "usage.key_form", $"What {where} has is no API key: one begins with dlk_.");

    public static Error KeyFileUnreadable(string file, Exception cause) => new(
        ErrorKind.Unavailable, "file.unreadable", $"{SafeText.Of(file)}: {IoReason.Of(cause)}.");

    /// <summary>Says why a command does not begin.</summary>
    /// <returns>Its exit code: what nobody had to ask the service for is wrong usage, all else a failure.</returns>
    public static int Refuse(Terminal terminal, Error error)
    {
        terminal.Say(error.Message);
        return error.Code.StartsWith("usage.", StringComparison.Ordinal) ? ExitCode.WrongUsage : ExitCode.Failed;
    }

    public static Error Unreachable(Uri address, Exception cause) => new(
        ErrorKind.Unavailable, "service.unreachable", $"{Name(address)} cannot be reached: {ReasonOf(cause)}.");

    public static Error NoAnswer(Uri address, TimeSpan patience) => new(
        ErrorKind.Unavailable,
        "service.no_answer",
        $"{Name(address)} does not answer within {patience.TotalSeconds:0} s.");

    public static Error NotDriftlock(Uri address) => new(
        ErrorKind.Unsupported, "service.not_driftlock",
        $"{Name(address)} answers, and not as Driftlock does: check --url.");

    /// <summary>
    /// A refusal as one sentence, with its code and the id of the request for whoever looks for it in a log.
    /// </summary>
    public static async Task<Error> OfAsync(
        HttpResponseMessage response, Uri address, TimeProvider clock, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var retryAfter = response.Headers.RetryAfter is { } after
            ? after.Delta ?? (after.Date - clock.GetUtcNow())
            : null;
        var error = await ReadAsync(response, cancellationToken) is { Code: { } code } problem
            ? new Error(KindOf(status), code, SentenceOf(problem))
            : new Error(
                KindOf(status), $"service.status_{status}", $"{Name(address)} answers with the status {status}.");
        return error with { RetryAfter = retryAfter > TimeSpan.Zero ? retryAfter : null };
    }

    private static string SentenceOf(Problem problem)
    {
        var said = SafeText.Of(problem.Detail ?? problem.Title ?? "refused").TrimEnd('.');
        var request = problem.RequestId is { } id ? $", request {SafeText.Of(id)}" : "";
        return $"The service says: {said} ({SafeText.Of(problem.Code!)}{request}).";
    }

    private static ErrorKind KindOf(int status) => status switch
    {
        401 => ErrorKind.Unauthenticated,
        402 => ErrorKind.PaymentRequired,
        403 => ErrorKind.Forbidden,
        404 => ErrorKind.NotFound,
        409 => ErrorKind.Conflict,
        413 => ErrorKind.TooLarge,
        415 => ErrorKind.Unsupported,
        422 => ErrorKind.Mismatched,
        429 => ErrorKind.Limited,
        408 or >= 500 => ErrorKind.Unavailable,
        >= 300 and < 400 => ErrorKind.Unsupported,
        _ => ErrorKind.Invalid,
    };

    private static async Task<Problem?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return null;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var content = new byte[LargestProblem];
            var length = await body.ReadAtLeastAsync(
                content, content.Length, throwOnEndOfStream: false, cancellationToken);
            return JsonSerializer.Deserialize(content.AsSpan(0, length), ProblemJson.Default.Problem);
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static string ReasonOf(Exception cause) => cause switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            "there is no host of this name",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            "the proxy lets nobody through",
        HttpRequestException { InnerException: { } inner } => ReasonOf(inner),
        AuthenticationException => "its certificate is not trusted, or it does not speak TLS",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "the connection is refused",
        SocketException { SocketErrorCode: SocketError.ConnectionReset } => "the connection was cut",
        SocketException { SocketErrorCode: SocketError.TimedOut } => "the connection takes too long",
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } =>
            "there is no way to it",
        IOException { InnerException: { } inner } => ReasonOf(inner),
        OperationCanceledException => "the connection takes too long",
        _ => "the connection broke off",
    };

    private static string Name(Uri address) => SafeText.Of(address.AbsoluteUri.TrimEnd('/'));
}
