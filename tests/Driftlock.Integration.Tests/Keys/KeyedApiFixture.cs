using Driftlock.Application.Identity;
using Driftlock.Application.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Shared;
using Driftlock.Testing.Shared;
using MediatR;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Keys;

/// <summary>A server whose clock the test moves, with the operator's way in beside it.</summary>
public class KeyedApiFixture : ApiFixture
{
    private static int last;

    public ManualTime Clock { get; init; } = new(TimeProvider.System.GetUtcNow());

    public async Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public async Task<OrganizationId> NewOrganization()
    {
        var slug = $"keyed-{Interlocked.Increment(ref last)}";
        return (await Send(new CreateOrganization(slug, slug))).Value!.Id;
    }

    /// <summary>A program of the organization that may do everything.</summary>
    public async Task<HttpClient> CallerOf(OrganizationId organization)
    {
        var issued = await Send(new IssueApiKey(organization, "test", "operator") { Scopes = Scope.All });
        var caller = NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Value!.Secret.Reveal());
        return caller;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(Clock));
    }
}
