using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Billing;

file sealed class Rules : AbstractValidator<OpenAccount>
{
    private const int LongestName = 40;

    public Rules() => RuleFor(command => command.Plan).NotEmpty().MaximumLength(LongestName);
}

file sealed class Handler(IBillingDb db, EntitlementsCache cache, Commit commit, TimeProvider clock)
    : ICommandHandler<OpenAccount>
{
    public async Task<Result> Handle(OpenAccount command, CancellationToken cancellationToken)
    {
        // A handful of rows, and an alias is looked for in each.
        var plans = await db.Plans.AsNoTracking().ToListAsync(cancellationToken);
        if (plans.Find(plan => plan.IsCalled(command.Plan)) is not { } plan) return BillingErrors.NoSuchPlan;

        var account = Account.Open(command.Organization, plan, clock.GetUtcNow());
        db.Accounts.Add(account);
        var act = new AuditEntry(
            command.Organization, command.Actor, "billing.account_opened", $"organization:{command.Organization.Value}")
        {
            Details = new Dictionary<string, string> { ["plan"] = plan.Name },
        };
        try
        {
            var saved = await commit.SaveAsync(db, act, cancellationToken);
            if (!saved.IsSuccess) return saved;
        }
        catch (UniqueViolationException)
        {
            var taken = await PlanOf(command.Organization, cancellationToken);
            if (taken is null) throw;
            return taken == plan.Name ? Result.Success : BillingErrors.AccountExists;
        }

        cache.Forget(command.Organization);
        return Result.Success;
    }

    private Task<string?> PlanOf(OrganizationId organization, CancellationToken cancellationToken) => db.Accounts
        .Where(account => account.Id == organization)
        .Select(account => account.Plan)
        .SingleOrDefaultAsync(cancellationToken);
}
