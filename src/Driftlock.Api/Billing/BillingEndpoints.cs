using Driftlock.Api.Shared;
using Driftlock.Application.Billing;
using Driftlock.Domain.Billing;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Billing;

/// <summary>The routes of billing.</summary>
internal static class BillingEndpoints
{
    public static void MapBilling(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/billing/plans", ListCatalogue)
            .OpenToAll()
            .WithName("ListPlans")
            .WithSummary("Lists the plans with their prices and limits; needs no account");

    private static async Task<Ok<PlansAnswer>> ListCatalogue(IMediator mediator, CancellationToken cancellationToken)
    {
        var plans = await mediator.Send(new ListPlans(), cancellationToken);
        return TypedResults.Ok(new PlansAnswer([.. plans.Value!.Select(PlanJson.From)]));
    }
}

/// <summary>The catalogue, the smallest plan first.</summary>
internal sealed record PlansAnswer(IReadOnlyList<PlanJson> Plans);

/// <summary>A plan. What is null is not limited; overage that is null is not sold.</summary>
internal sealed record PlanJson(
    string Name,
    MoneyJson PricePerMonth,
    long? IncludedEvents,
    OverageJson? Overage,
    int RetentionDays,
    int? AlertsPerPeriod,
    int Streams,
    int RequestsPerMinute,
    long TeachingBytesPerDay,
    IReadOnlyList<string> Features)
{
    public static PlanJson From(Plan plan) => new(
        plan.Name,
        MoneyJson.From(plan.Price),
        plan.IncludedEvents,
        plan.OveragePrice is { } price ? new OverageJson(Plan.OverageLot, MoneyJson.From(price)) : null,
        plan.RetentionDays,
        plan.AlertsPerPeriod,
        plan.Streams,
        plan.RequestsPerMinute,
        plan.TeachingBytesPerDay,
        plan.Features);
}

/// <summary>What each started lot of further events costs.</summary>
internal sealed record OverageJson(int Events, MoneyJson Price);

/// <summary>An amount in the smallest unit of its currency.</summary>
internal sealed record MoneyJson(long Minor, string Currency)
{
    public static MoneyJson From(Money money) => new(money.Minor, money.Currency.Code);
}
