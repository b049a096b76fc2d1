using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Driftlock.Infrastructure.Keys;

/// <summary>Registers what the module Keys needs from outside.</summary>
public static class KeysModule
{
    /// <summary>Its tables, its secrets, what it remembers of keys, and the commit guard of all modules.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddOptions<KeysOptions>().BindConfiguration(KeysOptions.Section).ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<KeysOptions>, KeysOptions.Development>();
        services.AddSingleton<IValidateOptions<KeysOptions>, KeysOptions.Development>();
        services.AddSingleton<IKeySecrets, KeySecrets>();
        services.AddSingleton<IInstallationSecrets, DerivedSecrets>();
        services.AddSingleton<KeyDirectory>();
        services.AddSingleton<RememberedKeys>();
        services.AddSingleton<IKeyDirectory>(provider => provider.GetRequiredService<RememberedKeys>());
        services.AddSingleton<KeyUses>();
        services.AddSingleton<IKeyUses>(provider => provider.GetRequiredService<KeyUses>());
        services.AddHostedService<KeyChanges>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUses>());
        services.AddSingleton<IInvariant, KeysHaveOneOwner>();
        services.AddScoped<ICommitGuard, CommitGuard>();
        return services
            .AddModuleSchema<KeysDbContext>(KeysDbContext.Schema)
            .AddScoped<IKeysDb>(provider => provider.GetRequiredService<KeysDbContext>());
    }
}
