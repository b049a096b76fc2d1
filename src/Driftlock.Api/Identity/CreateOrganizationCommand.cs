using System.CommandLine;
using Driftlock.Api.Shared.CommandLine;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Identity;
using Driftlock.Application.Identity.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Api.Identity;

/// <summary>
/// <c>driftlock-api organizations create</c>: an organization from the operator's hand, on a plan without a subscription.
/// With the slug of one that is there it changes nothing and says its id.
/// </summary>
internal static class CreateOrganizationCommand
{
    private const string UsualPlan = "pulse";

    private static readonly Option<string> Slug =
        new("--slug") { Description = "Its name in addresses and commands.", Required = true };

    private static readonly Option<string> Name =
        new("--name") { Description = "What people call it; its slug unless said." };

    private static readonly Option<string> Plan =
        new("--plan") { Description = "Its plan.", DefaultValueFactory = _ => UsualPlan };

    public static Command Create(Func<string[], WebApplication> build)
    {
        var create = new Command("create", "Creates an organization, if it is not there, and prints its id.") { Slug, Name, Plan };
        create.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            build, app => CreateAsync(parsed, app, cancellationToken), cancellationToken));
        return new Command("organizations", "Organizations.") { create };
    }

    private static async Task<int> CreateAsync(
        ParseResult parsed, WebApplication app, CancellationToken cancellationToken)
    {
        var slug = parsed.GetRequiredValue(Slug);
        var id = await FindOrCreateAsync(app.Services, slug, parsed.GetValue(Name) ?? slug, cancellationToken);
        if (!id.IsSuccess) return await parsed.RefuseAsync(id.Error);

        var account = new OpenAccount(id.Value, parsed.GetRequiredValue(Plan), AuditEntry.Operator);
        var opened = await SendAsync(app.Services, account, cancellationToken);
        if (!opened.IsSuccess) return await parsed.RefuseAsync(opened.Error);

        await parsed.InvocationConfiguration.Output.WriteLineAsync(id.Value.Value.ToString());
        return ExitCode.Done;
    }

    private static async Task<Result<OrganizationId>> FindOrCreateAsync(
        IServiceProvider services, string slug, string name, CancellationToken cancellationToken)
    {
        var found = await SendAsync(services, new FindOrganization(slug), cancellationToken);
        if (found.IsSuccess) return found.Value.Id;
        if (found.Error.Kind != ErrorKind.NotFound) return found.Error;

        var created = await SendAsync(services, new CreateOrganization(name, slug), cancellationToken);
        return created.IsSuccess ? created.Value.Id : created.Error;
    }

    // Each in a scope of its own: a scope of work is one organization's.
    private static async Task<TResponse> SendAsync<TResponse>(
        IServiceProvider services, IRequest<TResponse> request, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }
}
