using System.Globalization;

namespace Driftlock.Api.Shared.Limits;

/// <summary>
/// How a caller stands, in both forms: the structured fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers) with
/// every rate, and the older <c>X-RateLimit-*</c> with the one that is nearest to its end.
/// </summary>
internal static class RateHeaders
{
    /// <summary>Tells it on the answer, whatever becomes of the request.</summary>
    /// <returns>Whether the request may pass; if not, it was told when to come back.</returns>
    public static bool Tell(HttpContext context, RateStanding standing)
    {
        if (context.Features.Get<List<RateStanding>>() is { } told)
        {
            told.Add(standing);
        }
        else
        {
            List<RateStanding> standings = [standing];
            context.Features.Set(standings);
            // Late, because whatever turns an exception into an answer takes all headers away.
            context.Response.OnStarting(() => Write(context.Response.Headers, standings));
        }

        if (standing.Remaining >= 0) return true;

        context.Response.Headers.RetryAfter = Whole(standing.Reset.TotalSeconds);
        return false;
    }

    private static Task Write(IHeaderDictionary headers, List<RateStanding> standings)
    {
        headers["RateLimit-Policy"] = standings.Select(one =>
            $"\"{one.Rate.Name}\";q={Whole(one.Rate.Requests)};w={Whole(one.Rate.Window.TotalSeconds)}").ToArray();
        headers["RateLimit"] = standings.Select(one =>
            $"\"{one.Rate.Name}\";r={Left(one)};t={Whole(one.Reset.TotalSeconds)}").ToArray();
        var tightest = standings.MinBy(one => one.Remaining);
        headers["X-RateLimit-Limit"] = Whole(tightest.Rate.Requests);
        headers["X-RateLimit-Remaining"] = Left(tightest);
        headers["X-RateLimit-Reset"] = Whole(tightest.Reset.TotalSeconds);
        return Task.CompletedTask;
    }

    private static string Left(RateStanding standing) => Whole(Math.Max(standing.Remaining, 0));

    private static string Whole(double number) => Math.Ceiling(number).ToString(CultureInfo.InvariantCulture);
}
