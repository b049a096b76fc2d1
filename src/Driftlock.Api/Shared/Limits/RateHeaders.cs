using System.Globalization;

namespace Driftlock.Api.Shared.Limits;

/// <summary>
/// How a caller stands, in both forms: the structured fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers) with
/// every rate, and the older <c>X-RateLimit-*</c> with the one that is nearest to its end.
/// </summary>
internal static class RateHeaders
{
    private const string Policy = "RateLimit-Policy";
    private const string Fields = "RateLimit";

    /// <summary>Adds the headers.</summary>
    /// <returns>Whether the request may pass; if not, it was told when to come back.</returns>
    public static bool Tell(HttpContext context, RateStanding standing)
    {
        var headers = context.Response.Headers;
        var (rate, remaining, reset) = standing;
        var left = Math.Max(remaining, 0);
        var seconds = Whole(reset.TotalSeconds);
        headers.Append(Policy, $"\"{rate.Name}\";q={Whole(rate.Requests)};w={Whole(rate.Window.TotalSeconds)}");
        headers.Append(Fields, $"\"{rate.Name}\";r={Whole(left)};t={seconds}");
        if (Tightest(headers) is not { } before || left <= before)
        {
            headers["X-RateLimit-Limit"] = Whole(rate.Requests);
            headers["X-RateLimit-Remaining"] = Whole(left);
            headers["X-RateLimit-Reset"] = seconds;
        }

        if (remaining >= 0) return true;

        headers.RetryAfter = seconds;
        return false;
    }

    private static int? Tightest(IHeaderDictionary headers) =>
        int.TryParse(headers["X-RateLimit-Remaining"], CultureInfo.InvariantCulture, out var remaining)
            ? remaining
            : null;

    private static string Whole(double number) => Math.Ceiling(number).ToString(CultureInfo.InvariantCulture);
}
