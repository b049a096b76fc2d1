using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Application.Identity;
using Driftlock.Application.Keys;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>What an organization's audit chain tells after everything was done that is worth telling.</summary>
public sealed class AuditedActsTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task I_8_Every_act_has_its_entry_by_who_did_it()
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "orbit", "operator"));
        var issued = (await api.Send(new IssueApiKey(organization, "test", "operator") { Scopes = Scope.All })).Value!;
        var link = (await api.Send(new CreateSignInLink(organization, "ada@example.org", "owner"))).Value!;
        var caller = api.NewCaller();
        await caller.PostAsJsonAsync("/api/v1/auth/sessions", new { token = link.Token.Reveal() });
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Secret.Reveal());
        await caller.PostAsJsonAsync("/api/v1/streams", new { slug = "app" });
        await caller.PatchAsJsonAsync("/api/v1/streams/app", new { name = "The app" });
        await caller.PatchAsJsonAsync("/api/v1/streams/app/profile", new { profile = "sensitive" });
        await Detect(caller, UsualLog.Lines(400));
        var found = (await Detect(caller, UsualLog.OddLine))["anomalies"]![0]!["id"]!.GetValue<string>();
        await caller.PutAsJsonAsync(
            $"/api/v1/anomalies/{found}/resolve", new { status = "acknowledged", note = "secret note" });
        await caller.PostAsJsonAsync($"/api/v1/anomalies/{found}/feedback", new { verdict = "confirmed" });
        await api.Send(new SettleIncident(
            organization, await IncidentOf(found), AnomalyStatus.Investigating, $"key:{issued.Id.Value}"));
        await caller.PostAsync("/api/v1/streams/app/anchor", null);
        await caller.DeleteAsync("/api/v1/streams/app/anchor");
        await caller.DeleteAsync("/api/v1/streams/app");
        await api.Send(new RevokeApiKey(organization, issued.Id, "operator"));

        var entries = await Entries(organization);

        entries.Select(entry => entry.Action).Should().Equal(
            "identity.organization_created",
            "billing.account_opened",
            "keys.issued",
            "identity.link_made",
            "identity.signed_in",
            "detection.stream_created",
            "detection.stream_changed",
            "detection.profile_set",
            "detection.anomaly_resolved",
            "detection.feedback_given",
            "detection.incident_settled",
            "detection.anchor_moved",
            "detection.baseline_dropped",
            "detection.stream_deleted",
            "keys.revoked");
        var actors = entries.ToDictionary(entry => entry.Action, entry => entry.Actor);
        actors["keys.issued"].Should().Be("operator");
        actors["identity.signed_in"].Should().StartWith("member:");
        actors.Where(one => one.Key.StartsWith("detection.", StringComparison.Ordinal)).Select(one => one.Value)
            .Should().OnlyContain(actor => actor == $"key:{issued.Id.Value}");
        entries.Select(entry => entry.Details).Should().NotContain(text => text.Contains("secret note"));
    }

    [Fact]
    public async Task A_stream_that_a_detection_made_is_the_deed_of_its_key()
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "orbit", "operator"));
        var issued = (await api.Send(new IssueApiKey(organization, "test", "operator") { Scopes = Scope.All })).Value!;
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Secret.Reveal());

        await Detect(caller, "one line");

        (await Entries(organization)).Single(entry => entry.Action == "detection.stream_created").Actor
            .Should().Be($"key:{issued.Id.Value}");
    }

    private static async Task<JsonNode> Detect(HttpClient caller, params string[] events) =>
        await (await caller.PostAsJsonAsync("/api/v1/anomalies/detect", new { stream = "app", events })).Json();

    private async Task<Guid> IncidentOf(string anomaly)
    {
        await using var command = api.Services.GetRequiredService<Database>().Worker.CreateCommand(
            "select \"group\" from detection.anomalies where id = $1");
        command.Parameters.AddWithValue(Guid.Parse(anomaly));
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private async Task<IReadOnlyList<(string Actor, string Action, string Details)>> Entries(OrganizationId organization)
    {
        await using var command = api.Services.GetRequiredService<Database>().Worker.CreateCommand(
            "select actor, action, details::text from shared.audit where organization = $1 order by sequence");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organization.Value });
        await using var row = await command.ExecuteReaderAsync();
        var entries = new List<(string, string, string)>();
        while (await row.ReadAsync()) entries.Add((row.GetString(0), row.GetString(1), row.GetString(2)));
        return entries;
    }
}
