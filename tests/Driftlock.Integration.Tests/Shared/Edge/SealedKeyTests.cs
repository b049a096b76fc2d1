using System.Xml.Linq;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Edge;
using Driftlock.Testing.Databases;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using static System.Convert;
using static System.Text.Encoding;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>The keys of data protection lie in the database, and whoever has that alone cannot use them.</summary>
public sealed class SealedKeyTests
{
    private static readonly string First = ToBase64String(ASCII.GetBytes(new string('a', 32)));
    private static readonly string Second = ToBase64String(ASCII.GetBytes(new string('b', 32)));

    [Fact]
    public async Task No_key_lies_open_in_the_database()
    {
        var installation = Installation.Over(await MigratedDatabase.CreateAsync(), ("Keys:Peppers:1", First));

        Protect(installation, "a cursor");

        var stored = await installation.Read("select content from shared.data_protection_keys");
        stored.Should().ContainSingle().Which.Should()
            .Contain("<sealed ").And.NotContain("<masterKey").And.NotContain("<value>");
    }

    [Fact]
    public async Task Another_process_of_the_installation_opens_them_also_after_the_pepper_was_changed()
    {
        var database = await MigratedDatabase.CreateAsync();
        var shut = Protect(Installation.Over(database, ("Keys:Peppers:1", First)), "a cursor");

        var later = Installation.Over(database, ("Keys:Peppers:1", First), ("Keys:Peppers:2", Second));

        Protector(later).Unprotect(shut).Should().Be("a cursor");
    }

    [Fact]
    public async Task Without_their_secret_they_open_nothing_and_the_installation_goes_on_with_new_ones()
    {
        var database = await MigratedDatabase.CreateAsync();
        var shut = Protect(Installation.Over(database, ("Keys:Peppers:1", First)), "a cursor");

        var stranger = Installation.Over(database, ("Keys:Peppers:2", Second));

        var open = () => Protector(stranger).Unprotect(shut);
        open.Should().Throw<System.Security.Cryptography.CryptographicException>();
        Protector(stranger).Unprotect(Protect(stranger, "another")).Should().Be("another");
    }

    [Fact]
    public async Task A_key_that_was_changed_does_not_open()
    {
        var installation = Installation.Over(await MigratedDatabase.CreateAsync(), ("Keys:Peppers:1", First));
        var seal = new SealedKey(installation.Services);
        var element = seal.Encrypt(new XElement("key", "secret")).EncryptedElement;
        element.Value = ToBase64String([.. FromBase64String(element.Value).Select(one => (byte)(one ^ 1))]);

        var open = () => seal.Decrypt(element);

        open.Should().Throw<System.Security.Cryptography.CryptographicException>();
    }

    [Fact]
    public async Task Each_purpose_has_a_key_of_its_own()
    {
        var installation = Installation.Over(await MigratedDatabase.CreateAsync(), ("Keys:Peppers:1", First));
        var secrets = installation.Services.GetRequiredService<IInstallationSecrets>();

        secrets.KeyFor("one", 1).Should().HaveCount(32).And.NotEqual(secrets.KeyFor("another", 1));
        secrets.KeyFor("one", 1).Should().Equal(secrets.KeyFor("one", 1));
        secrets.KeyFor("one", 2).Should().BeNull();
    }

    private static string Protect(Installation installation, string text) => Protector(installation).Protect(text);

    private static IDataProtector Protector(Installation installation) => installation.Services
        .GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
