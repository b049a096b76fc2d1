using Driftlock.Application.Identity;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Infrastructure.Identity;

/// <summary>Registers what the module Identity needs from outside.</summary>
public static class IdentityModule
{
    /// <summary>Its tables and its work by the clock.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services) => services
        .AddModuleSchema<IdentityDbContext>(IdentityDbContext.Schema)
        .AddScheduled<PurgeTokens>("identity.purge_tokens", "0 47 * * * ?")
        .AddSingleton<SessionOwners>()
        .AddSingleton<IInvariant, SlugsHaveOneOrganization>()
        .AddScoped<IIdentityDb>(provider => provider.GetRequiredService<IdentityDbContext>());
}
