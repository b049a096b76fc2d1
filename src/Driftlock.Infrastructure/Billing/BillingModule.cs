using Driftlock.Application.Billing;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Infrastructure.Billing;

/// <summary>Registers what the module Billing needs from outside.</summary>
public static class BillingModule
{
    /// <summary>Its tables, the catalogue in them, and the statements that move units.</summary>
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddSingleton<IModuleSeed, PlanSeed>();
        services.AddSingleton<EntitlementsCache>();
        services.AddScoped<IReservations, Reservations>();
        services.AddScoped<ILedger, Ledger>();
        services.AddScoped<IBillingDb>(provider => provider.GetRequiredService<BillingDbContext>());
        return services.AddModuleSchema<BillingDbContext>(BillingDbContext.Schema);
    }
}
