using System.Data.Common;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared.Auditing;
using Driftlock.Infrastructure.Shared.Edge;
using Driftlock.Infrastructure.Shared.Messaging;
using Driftlock.Infrastructure.Shared.Scheduling;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Registers what all modules stand on: the database, its schemas, and who may see what in it.</summary>
public static class SharedModule
{
    /// <summary>First of the modules, because the others' tables use its roles and functions.</summary>
    public static IServiceCollection AddShared(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Database>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<ISchemas, Schemas>();
        services.AddScoped<IInvariant, OrganizationsAreWalled>();
        services.AddSingleton<IReadinessCheck, DatabaseReadiness>();
        services.AddSingleton<IReadinessCheck, OutboxReadiness>();
        services.AddSingleton<IReadinessCheck, JobsReadiness>();
        services.AddSingleton<OrganizationTeller>();
        services.AddScoped<DatabaseAccess>();
        services.AddScoped<IDatabaseAccess>(provider => provider.GetRequiredService<DatabaseAccess>());
        services.AddSingleton<IWorkFence, WorkFence>();
        services.AddSingleton<IAudit, AuditChain>();
        services.AddScoped<IInvariant, AuditVerification>();
        services.AddOptions<ClockOptions>().BindConfiguration("Clock");
        services.AddSingleton<IOrganizationClock, OrganizationClock>();
        services.AddMessaging();
        services.AddEdge();
        services.AddScheduling();
        services.AddSingleton<IJobs, Jobs>();
        services.AddScheduled<PurgeExpired>("shared.purge_expired", "0 17 * * * ?");
        return services.AddModuleSchema<SharedDbContext>(SharedDbContext.Schema);
    }

    private static void AddMessaging(this IServiceCollection services)
    {
        services.AddSingleton<Notices>();
        services.AddHostedService(provider => provider.GetRequiredService<Notices>());
        services.AddSingleton<CommitNotices>();
        services.AddSingleton<OncePerHandler>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<OutboxRelay>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxRelay>());
        services.AddSingleton<IParkedMessages, ParkedMessages>();
        services.AddScoped<IInvariant, NothingIsParked>();
        services.AddScoped<IInvariant, ReactionsRunOnce>();
    }

    private static void AddEdge(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("driftlock");
        services.AddSingleton<KeyRing>();
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing, IServiceProvider>((options, keys, provider) =>
        {
            options.XmlRepository = keys;
            options.XmlEncryptor = new SealedKey(provider);
        });
        services.AddSingleton<ICursors, Cursors>();
        services.AddScoped<IIdempotency, Idempotency>();
    }

    /// <summary>Registers a module's context, for the organization of the scope in which it is asked for.</summary>
    internal static IServiceCollection AddModuleSchema<TContext>(this IServiceCollection services, string schema)
        where TContext : ModuleDbContext
    {
        services.AddSingleton(new ModuleSchema(typeof(TContext), schema));
        // The options are the same for all scopes; to make them takes longer than most requests do.
        return services.AddDbContext<TContext>(
            (provider, options) => options
                .UseModuleSchema(provider.GetRequiredService<Database>().Sessions.Source, schema)
                .AddInterceptors(
                    provider.GetRequiredService<OrganizationTeller>(), provider.GetRequiredService<CommitNotices>()),
            optionsLifetime: ServiceLifetime.Singleton);
    }

    internal static DbContextOptionsBuilder UseModuleSchema(
        this DbContextOptionsBuilder options, DbDataSource source, string schema) => options
            .UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable("migrations", schema))
            // Migrations are SQL: there is no snapshot of the model that this could be compared with.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
