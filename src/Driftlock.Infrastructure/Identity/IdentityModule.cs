using Driftlock.Application.Identity;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Infrastructure.Identity;

/// <summary>Registers what the module Identity needs from outside.</summary>
public static class IdentityModule
{
    /// <summary>Its tables.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services) => services
        .AddModuleSchema<IdentityDbContext>(IdentityDbContext.Schema)
        .AddSingleton<SessionOwners>()
        .AddSingleton<IInvariant, SlugsHaveOneOrganization>()
        .AddScoped<IIdentityDb>(provider => provider.GetRequiredService<IdentityDbContext>());
}
