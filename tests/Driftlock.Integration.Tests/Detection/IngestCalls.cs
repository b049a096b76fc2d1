using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>How events are sent as they happen, by a caller of an organization of its own.</summary>
public abstract class IngestCalls(KeyedApiFixture api)
{
    protected const string Route = "/api/v1/streams/app/events";
    protected const string Lines = "text/plain";
    protected const string Ndjson = "application/x-ndjson";
    protected const string Array = "application/json";
    protected const string Csv = "text/csv";

    protected KeyedApiFixture Api => api;

    protected static byte[] Text(string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    protected static (long Received, long Learned, long Scored, long Refused) Counts(JsonNode answer) => (
        answer["received"]!.GetValue<long>(),
        answer["learned"]!.GetValue<long>(),
        answer["scored"]!.GetValue<long>(),
        answer["refused_count"]!.GetValue<long>());

    protected static async Task<JsonNode> Sent(
        HttpClient caller, string type, byte[] body, string query = "", string? encoding = null)
    {
        var response = await Send(caller, type, body, query, encoding: encoding);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Json();
    }

    protected static async Task<HttpResponseMessage> Send(
        HttpClient caller,
        string type,
        byte[] body,
        string query = "",
        string? key = null,
        string? encoding = null,
        string route = Route)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route + query);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new(type);
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await caller.SendAsync(request);
    }

    protected static async Task<JsonNode> Get(HttpClient caller, string address)
    {
        var response = await caller.GetAsync(address);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Json();
    }

    protected async Task<IReadOnlyList<string>> Texts(OrganizationId organization)
    {
        await using var scope = api.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
        var log = await scope.ServiceProvider.GetRequiredService<IDetectionDb>().Log.AsNoTracking()
            .OrderBy(entry => entry.Sequence).ToListAsync();
        return
        [
            .. log.SelectMany(entry => entry.Ends.Select((end, place) =>
                Encoding.UTF8.GetString(entry.Texts[(place == 0 ? 0 : entry.Ends[place - 1])..end]))),
        ];
    }

    protected async Task<OrganizationId> NewOrganization(string plan = "orbit")
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, plan, "operator"));
        return organization;
    }

    protected async Task<HttpClient> NewCaller(string plan = "orbit") => await CallerOf(await NewOrganization(plan));

    protected async Task<HttpClient> CallerOf(OrganizationId organization, params string[] scopes)
    {
        var issued = await api.Send(new IssueApiKey(organization, "test", "operator")
        {
            Scopes = scopes.Length > 0 ? scopes : Scope.All,
        });
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Value!.Secret.Reveal());
        return caller;
    }
}
