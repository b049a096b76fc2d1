using System.CommandLine;
using Driftlock.Api.Shared.CommandLine;
using Driftlock.Application.Identity;
using Driftlock.Application.Identity.Contracts;
using Driftlock.Domain.Identity;
using MediatR;

namespace Driftlock.Api.Identity;

/// <summary><c>driftlock-api members link</c>: a sign-in link for a person, from the operator's hand.</summary>
internal static class LinkMemberCommand
{
    private static readonly Option<string> Organization =
        new("--organization") { Description = "Id or slug of the organization.", Required = true };

    private static readonly Option<string> Email =
        new("--email") { Description = "Who; a member, or becomes one.", Required = true };

    private static readonly Option<string> AsRole = new("--role")
    {
        Description = $"As what somebody becomes a member: {string.Join(", ", Role.All)}.",
        DefaultValueFactory = _ => Role.Viewer,
    };

    private static readonly Option<string> Url = new("--url")
    {
        Description = "Where the service answers; without it the link is a path.",
        DefaultValueFactory = _ => "",
    };

    public static Command Create(Func<string[], WebApplication> build)
    {
        var link = new Command("link", "Makes a sign-in link, good once and soon over, and prints it.")
        {
            Organization, Email, AsRole, Url,
        };
        link.SetAction((parsed, cancellationToken) => parsed.OverDatabaseAsync(
            build, app => LinkAsync(parsed, app, cancellationToken), cancellationToken));
        return new Command("members", "The people of an organization.") { link };
    }

    private static async Task<int> LinkAsync(
        ParseResult parsed, WebApplication app, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var query = new FindOrganization(parsed.GetRequiredValue(Organization));
        var organization = await mediator.Send(query, cancellationToken);
        if (!organization.IsSuccess) return await parsed.RefuseAsync(organization.Error);

        var command = new CreateSignInLink(
            organization.Value.Id, parsed.GetRequiredValue(Email), parsed.GetRequiredValue(AsRole));
        var made = await mediator.Send(command, cancellationToken);
        if (!made.IsSuccess) return await parsed.RefuseAsync(made.Error);

        var address = $"{parsed.GetRequiredValue(Url).TrimEnd('/')}/sign-in?token={made.Value.Token.Reveal()}";
        await parsed.InvocationConfiguration.Output.WriteLineAsync(address);
        return ExitCode.Done;
    }
}
