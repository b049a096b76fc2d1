using Driftlock.Api.Shared;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Application.Billing;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Billing;

/// <summary>The routes of billing.</summary>
internal static class BillingEndpoints
{
    public static void MapBilling(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/billing/plans", ListCatalogue)
            .OpenToAll()
            .WithName("ListPlans")
            .WithSummary("Lists the plans with their prices and limits; needs no account")
            .Refuses(StatusCodes.Status503ServiceUnavailable);
        v1.MapGet("/billing/usage", Usage)
            .RequireScope(Scope.UsageRead)
            .WithName("GetUsage")
            .WithSummary("What was used in the period that runs now, in all, by day, by stream and by key")
            .Refuses(StatusCodes.Status402PaymentRequired);
    }

    private static async Task<Ok<PlansAnswer>> ListCatalogue(IMediator mediator, CancellationToken cancellationToken)
    {
        var plans = await mediator.Send(new ListPlans(), cancellationToken);
        return TypedResults.Ok(new PlansAnswer([.. plans.Value!.Select(PlanJson.From)]));
    }

    private static async Task<Results<Ok<PeriodUsageAnswer>, ProblemHttpResult>> Usage(
        Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var usage = await mediator.Send(new GetUsage(caller.Organization), cancellationToken);
        return usage.IsSuccess ? TypedResults.Ok(PeriodUsageAnswer.From(usage.Value)) : usage.Error.ToProblem();
    }
}

/// <summary>The catalogue.</summary>
/// <param name="Plans">The smallest plan first.</param>
internal sealed record PlansAnswer(IReadOnlyList<PlanJson> Plans);

/// <summary>A plan. What is null is not limited; overage that is null is not sold.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PricePerMonth">What a month costs.</param>
/// <param name="IncludedEvents">Scored events that a period includes.</param>
/// <param name="Overage">What further ones cost.</param>
/// <param name="RetentionDays">How long events and anomalies are kept.</param>
/// <param name="AlertsPerPeriod">Alerts that a period includes.</param>
/// <param name="Streams">Most streams that take events.</param>
/// <param name="RequestsPerMinute">Most requests a minute, all keys together.</param>
/// <param name="TeachingBytesPerDay">Most bytes a day that teach without being scored.</param>
/// <param name="Features">What it has beside.</param>
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
/// <param name="Events">How many are a lot.</param>
/// <param name="Price">What a lot costs.</param>
internal sealed record OverageJson(int Events, MoneyJson Price);

/// <summary>An amount of money.</summary>
/// <param name="Minor">In the smallest unit of the currency.</param>
/// <param name="Currency">By its code of ISO 4217.</param>
internal sealed record MoneyJson(long Minor, string Currency)
{
    public static MoneyJson From(Money money) => new(money.Minor, money.Currency.Code);
}
