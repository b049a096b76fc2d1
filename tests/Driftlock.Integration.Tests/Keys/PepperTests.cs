using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Driftlock.Integration.Tests.Shared;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Driftlock.Integration.Tests.Keys;

/// <summary>The secrets under which keys are digested, and what becomes of keys when they change.</summary>
public sealed class PepperTests
{
    private static readonly (string, string) First = ("Keys:Peppers:1", Pepper('a'));
    private static readonly (string, string) Second = ("Keys:Peppers:2", Pepper('b'));

    [Fact]
    public async Task C_84_A_key_moves_to_the_newest_pepper_when_it_is_used_and_works_on_without_the_old_one()
    {
        var database = await MigratedDatabase.CreateAsync();
        var issued = await Installation.Over(database, First).IssueKey();

        var before = await Versions(Installation.Over(database, First, Second));
        var known = await Installation.Over(database, First, Second).Send(new AuthenticateApiKey(issued.Secret.Reveal()));
        var after = await Versions(Installation.Over(database, First, Second));
        var withoutOld = await Installation.Over(database, Second).Send(new AuthenticateApiKey(issued.Secret.Reveal()));

        (before, known.IsSuccess, after).Should().Be(("1", true, "2"));
        withoutOld.Value!.Id.Should().Be(issued.Id);
    }

    [Fact]
    public async Task C_84_A_key_whose_pepper_is_gone_is_no_longer_known()
    {
        var database = await MigratedDatabase.CreateAsync();
        var issued = await Installation.Over(database, First).IssueKey();

        var refused = await Installation.Over(database, Second).Send(new AuthenticateApiKey(issued.Secret.Reveal()));

        refused.Error.Should().Be(RequestErrors.Unauthenticated);
    }

    [Theory]
    [InlineData("Production", "Keys:Peppers:1 is missing")]
    [InlineData("Production", "not a secret of at least 32 bytes", "Keys:Peppers:1", "c2hvcnQ=")]
    [InlineData("Development", "not a secret of at least 32 bytes", "Keys:Peppers:7", "no base64 at all, but long enough")]
    [InlineData("Development", "versions count from 1", "Keys:Peppers:0", "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=")]
    [InlineData("Development", "Keys:Environment is live or test", "Keys:Environment", "prod")]
    public async Task An_installation_without_proper_secrets_does_not_start(
        string environment, string reason, params string[] setting)
    {
        await using var services = MigratedDatabase.Services(
            "", environment, setting is [var name, var value] ? [(name, value)] : []);

        var start = () => services.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().WithMessage($"*{reason}*");
    }

    [Fact]
    public async Task The_secret_that_everybody_knows_is_good_for_development_alone()
    {
        var known = Convert.ToBase64String("known to all, for development only"u8);
        await using var development = MigratedDatabase.Services("");
        await using var production = MigratedDatabase.Services("", "Production", ("Keys:Peppers:3", known));

        var started = () => development.GetRequiredService<IStartupValidator>().Validate();
        var start = () => production.GetRequiredService<IStartupValidator>().Validate();

        started.Should().NotThrow();
        start.Should().Throw<OptionsValidationException>().WithMessage("*everybody knows*");
    }

    [Theory]
    [InlineData("live", KeySecret.LivePrefix)]
    [InlineData("test", KeySecret.TestPrefix)]
    public async Task C_82_The_keys_of_an_installation_begin_as_it_is_configured(string environment, string prefix)
    {
        await using var services = MigratedDatabase.Services("", settings: ("Keys:Environment", environment));

        services.GetRequiredService<IKeySecrets>().Create().Secret.Prefix.Should().Be(prefix);
    }

    private static async Task<string> Versions(Installation installation) =>
        (await installation.Read("select pepper_version from keys.api_keys")).Single();

    private static string Pepper(char sign) => Convert.ToBase64String(Enumerable.Repeat((byte)sign, 32).ToArray());
}
