using System.Net;
using System.Net.Http.Json;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What tests of live streams ask of a server.</summary>
internal static class LiveService
{
    /// <summary>Bytes of a large anomaly, about.</summary>
    public const int LargeBytes = 900_000;

    private static readonly string LargeLine =
        string.Concat(Enumerable.Repeat($"{UsualLog.OddLine} ", LargeBytes / UsualLog.OddLine.Length));

    public static async Task<OrganizationId> NewTeam(this KeyedApiFixture api)
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "orbit", "operator"));
        return organization;
    }

    public static async Task<(HttpClient Caller, ApiKeyId Key)> NewCaller(
        this KeyedApiFixture api, OrganizationId organization, StreamId? only = null)
    {
        var issued = await api.Send(
            new IssueApiKey(organization, "test", "operator") { Scopes = Scope.All, Stream = only });
        return (api.CallerWith(issued.Value!), issued.Value!.Id);
    }

    public static HttpClient CallerWith(this KeyedApiFixture api, IssuedApiKey key)
    {
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", key.Secret.Reveal());
        return caller;
    }

    /// <summary>Teaches a stream what is usual.</summary>
    public static Task Teach(this HttpClient caller, string stream = "app") =>
        caller.Detect(stream, learn: true, UsualLog.Lines(400));

    /// <summary>Sends odd lines, each of which is an anomaly.</summary>
    public static Task<IReadOnlyList<string>> Find(this HttpClient caller, int count = 1, string stream = "app") =>
        caller.Detect(stream, learn: false, [.. Enumerable.Repeat(UsualLog.OddLine, count)]);

    /// <summary>Sends anomalies that are nearly as long as an event may be.</summary>
    public static Task<IReadOnlyList<string>> FindLarge(this HttpClient caller, int count) =>
        caller.Detect("app", learn: false, [.. Enumerable.Repeat(LargeLine, count)]);

    private static async Task<IReadOnlyList<string>> Detect(
        this HttpClient caller, string stream, bool learn, params string[] events)
    {
        var response = await caller.PostAsJsonAsync("/api/v1/anomalies/detect", new { stream, events, learn });
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var answer = await response.Json();
        return [.. answer["anomalies"]!.AsArray().Select(one => one!["id"]!.GetValue<string>())];
    }

    /// <summary>The anomalies of an organization, as the feed has them.</summary>
    public static async Task<IReadOnlyList<string>> Feed(this ApiFixture api, OrganizationId organization)
    {
        await using var command = api.Services.GetRequiredService<Database>().Worker.CreateCommand(
            $"select anomaly::text from detection.feed_places where organization = '{organization.Value}' order by place");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync()) ids.Add(reader.GetString(0));
        return ids;
    }
}
