using System.Text.Json.Nodes;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Keys;
using Driftlock.Integration.Tests.Detection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared.Crawling;

/// <summary>A server with an organization that has something of everything, and a hand on its commit guard.</summary>
public sealed class CrawledFixture : ApiFixture
{
    private static int last;

    /// <summary>What happens to a key right before the guard of a commit looks at it.</summary>
    internal Func<Guid, Task>? BeforeGuard { get; set; }

    internal async Task<TAnswer> Send<TAnswer>(MediatR.IRequest<TAnswer> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(request);
    }

    internal async Task<OrganizationId> NewOrganization()
    {
        var slug = $"crawled-{Interlocked.Increment(ref last)}";
        var organization = (await Send(new Application.Identity.CreateOrganization(slug, slug))).Value!.Id;
        await Send(new OpenAccount(organization, "orbit", "operator"));
        return organization;
    }

    internal async Task<(HttpClient Caller, ApiKeyId Key)> NewCaller(OrganizationId organization)
    {
        var issued = await Send(new IssueApiKey(organization, "test", "operator") { Scopes = Scope.All });
        var caller = NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Value!.Secret.Reveal());
        return (caller, issued.Value.Id);
    }

    /// <summary>A ready stream with an anomaly.</summary>
    internal static async Task<Filled> Fill(HttpClient caller, string slug)
    {
        JsonNode? found = null;
        foreach (var events in new string[][] { UsualLog.Lines(400), [UsualLog.OddLine] })
        {
            using var content = System.Net.Http.Json.JsonContent.Create(new { stream = slug, events });
            var response = await caller.PostAsync("/api/v1/anomalies/detect", content);
            found = await response.Json();
        }

        var anomaly = found!["anomalies"]![0]!;
        return new Filled(
            found["stream"]!["id"]!.GetValue<string>(),
            anomaly["id"]!.GetValue<string>(),
            anomaly["group_id"]!.GetValue<string>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services =>
        {
            services.AddScoped<CommitGuard>();
            services.AddScoped<ICommitGuard>(request => new Handled(this, request.GetRequiredService<CommitGuard>()));
        });
    }

    private sealed class Handled(CrawledFixture fixture, CommitGuard guard) : ICommitGuard
    {
        public Guid? Credential => guard.Credential;

        public void ActUnder(Guid credential) => guard.ActUnder(credential);

        public async Task<Result> StillGoodAsync(
            System.Data.Common.DbTransaction transaction, CancellationToken cancellationToken)
        {
            if (Credential is { } key && fixture.BeforeGuard is { } act) await act(key);
            return await guard.StillGoodAsync(transaction, cancellationToken);
        }

        public async Task<Func<Result>> AskAsync(System.Data.Common.DbBatch batch)
        {
            if (Credential is { } key && fixture.BeforeGuard is { } act) await act(key);
            return await guard.AskAsync(batch);
        }
    }
}

/// <summary>Ids of what an organization has.</summary>
internal sealed record Filled(string Stream, string Anomaly, string Incident);
