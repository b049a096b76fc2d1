using Driftlock.Application.Billing;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Infrastructure.Billing;

/// <summary>Registers what the module Billing needs from outside.</summary>
public static class BillingModule
{
    /// <summary>Its tables, the catalogue in them, the statements that move units, and the job that frees them.</summary>
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddSingleton<IModuleSeed, PlanSeed>();
        services.AddSingleton<EntitlementsCache>();
        services.AddSingleton<IReservations, Reservations>();
        services.AddScoped<ILedger, Ledger>();
        services.AddSingleton<IInvariant, UnitsAddUp>();
        services.AddSingleton<IInvariant, BookingsFollowTheFence>();
        services.AddSingleton<ExpiredReservations>();
        services.AddHostedService(provider => provider.GetRequiredService<ExpiredReservations>());
        services.AddScoped<IBillingDb>(provider => provider.GetRequiredService<BillingDbContext>());
        services.AddScoped(provider => new Lazy<IBillingDb>(provider.GetRequiredService<IBillingDb>));
        return services.AddModuleSchema<BillingDbContext>(BillingDbContext.Schema);
    }
}
