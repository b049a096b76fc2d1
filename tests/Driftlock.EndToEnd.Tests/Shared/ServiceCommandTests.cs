using System.Net.Sockets;
using Driftlock.Testing.Databases;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>What an operator sees of <c>driftlock-api</c>.</summary>
public sealed class ServiceCommandTests
{
    private static int lastDatabase;

    [Fact]
    public async Task It_migrates_once()
    {
        var database = await NewDatabase();

        var first = await Run(database, "migrate");
        var second = await Run(database, "migrate");

        first.ExitCode.Should().Be(0, first.Error);
        first.Lines.Should().StartWith("applied shared/0001_ground");
        second.ExitCode.Should().Be(0, second.Error);
        second.Lines.Should().Equal("Nothing to apply.");
    }

    [Fact]
    public async Task It_serves_no_database_without_its_tables()
    {
        var run = await Run(await NewDatabase(), "serve");

        run.ExitCode.Should().Be(2);
        run.Error.Should().MatchRegex(@"The database lacks \d+ migrations of this build. Run: driftlock-api migrate\n$");
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("migrate")]
    [InlineData("check")]
    [InlineData]
    public async Task It_says_which_setting_is_missing(params string[] arguments)
    {
        var run = await Run(null, arguments);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be("No database is configured: set ConnectionStrings__Driftlock to the connection string of a "
            + "PostgreSQL 15 or newer.\n");
    }

    [Fact]
    public async Task A_connection_string_that_is_none_is_not_repeated()
    {
        var run = await Run("Host=127.0.0.1;Pasword=secret", "migrate");

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("No database is configured: ").And.NotContain("secret");
        run.Output.Should().NotContain("secret");
    }

    [Fact]
    public async Task It_says_that_the_database_does_not_answer()
    {
        var run = await Run("Host=127.0.0.1;Port=1;Username=nobody;Password=secret", "migrate");

        run.ExitCode.Should().Be(2);
        run.Error.Should().EndWith("The database does not answer.\n").And.NotContain("secret");
    }

    [Fact]
    public async Task A_login_without_rights_is_told_what_an_administrator_has_to_run()
    {
        var cluster = await PrivateCluster.Shared;
        await cluster.AdministerAsync("create role guest login");
        await cluster.AdministerAsync("create database visited owner owner");
        var database = cluster.ConnectionString("visited")
            .Replace("Username=driftlock", "Username=guest", StringComparison.Ordinal);

        var refused = await Run(database, "migrate");
        var advice = refused.Error.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).ToList();
        foreach (var statement in advice) await cluster.AdministerAsync(statement);
        var migrated = await Run(database, "migrate");

        refused.ExitCode.Should().Be(3, refused.Error);
        refused.Error.Should().Contain("Let its administrator run:\n");
        advice.Should().Contain("  grant driftlock_app to guest;");
        migrated.ExitCode.Should().Be(0, migrated.Error);
    }

    [Fact]
    public async Task A_broken_invariant_is_told_by_name()
    {
        var database = await NewDatabase();
        await Run(database, "migrate");

        var sound = await Run(database, "check");
        await AdministerAsync(
            database, "create table shared.bare (organization uuid); grant select on shared.bare to driftlock_app");
        var broken = await Run(database, "check");

        sound.ExitCode.Should().Be(0, sound.Error);
        sound.Lines.Should().OnlyContain(line => line.StartsWith("holds ", StringComparison.Ordinal));
        broken.ExitCode.Should().Be(1, broken.Error);
        broken.Output.Should().Contain("BROKEN  shared: no organization can see another's rows\n"
            + "        shared.bare has rows of organizations and is not walled\n");
    }

    [Theory]
    [InlineData("migrat")]
    [InlineData("--detach")]
    [InlineData("serve", "twice")]
    public async Task What_it_does_not_know_is_wrong_usage(params string[] arguments)
    {
        var run = await Run(null, arguments);

        run.ExitCode.Should().Be(64);
        run.Error.Should().Contain($"'{arguments[^1]}'");
    }

    [Theory]
    [InlineData]
    [InlineData("serve")]
    [InlineData("migrate")]
    [InlineData("check")]
    [InlineData("organizations", "create")]
    [InlineData("keys", "issue")]
    [InlineData("keys", "revoke")]
    [InlineData("members", "link")]
    [InlineData("messages", "list")]
    [InlineData("messages", "requeue")]
    [InlineData("messages", "discard")]
    public async Task Every_command_says_what_it_does(params string[] command)
    {
        var run = await Run(null, [.. command, "--help"]);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().StartWith("Description:\n").And.Contain("Usage:\n");
        run.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("organizations", "create", "--slug", "acme")]
    [InlineData("keys", "issue", "--organization", "acme", "--name", "n", "--scopes", "all")]
    [InlineData("messages", "list")]
    public async Task A_database_that_does_not_answer_is_one_sentence_for_every_command(params string[] command)
    {
        var run = await Run("Host=127.0.0.1;Port=1;Username=nobody", command);

        run.ExitCode.Should().Be(2);
        run.Error.Should().EndWith("The database does not answer.\n").And.NotContain("   at ");
    }

    [Fact]
    public async Task An_address_that_is_taken_is_said_to_be()
    {
        var database = await NewDatabase();
        await Run(database, "migrate");
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        var run = await Run(database, "serve", $"--urls=http://{taken.LocalEndpoint}");

        run.ExitCode.Should().Be(2);
        run.Error.Should().EndWith("address already in use.\n");
    }

    [Theory]
    [InlineData("--Edge:TrustedProxies:0=0.0.0.0/0", 3, "Edge:TrustedProxies lists addresses and networks")]
    [InlineData("--Edge:Origins:0=*", 3, "Edge:Origins lists origins")]
    [InlineData("--Database:Sessions=0", 3, "Database:Sessions has to be a number from 1 to 1000.")]
    [InlineData("--Edge:ConnectionsPerAddress=many", 2, "Failed to convert configuration value 'many'")]
    public async Task A_setting_that_is_none_is_said_to_be(string setting, int code, string reason)
    {
        var database = await NewDatabase();
        await Run(database, "migrate");

        var run = await Run(database, "serve", setting);

        run.ExitCode.Should().Be(code);
        run.Error.TrimEnd().Split('\n')[^1].Should().StartWith(reason);
    }

    [Fact]
    public async Task It_serves_until_it_is_told_to_stop()
    {
        var database = await NewDatabase();
        await Run(database, "migrate");
        var socket = Path.Combine(Directory.CreateTempSubdirectory("driftlock-").FullName, "socket");
        var service = Command.StartService(database, "serve", $"--urls=http://unix:{socket}");

        await Command.UntilAsync(() => Task.FromResult(service.HasExited || IsHealthy(socket)));
        await Command.SignalAsync(service, "TERM");
        var run = await Command.FinishAsync(service);

        run.ExitCode.Should().Be(0, run.Error);
    }

    [Theory]
    [InlineData("", "Keys:Peppers:1 is not a secret of at least 32 bytes in base64.\n")]
    [InlineData(
        "a25vd24gdG8gYWxsLCBmb3IgZGV2ZWxvcG1lbnQgb25seQ==",
        "Keys:Peppers:1 is the secret that everybody knows, for development only.\n")]
    public async Task It_does_not_serve_with_a_secret_that_is_none(string pepper, string reason)
    {
        var database = await NewDatabase();
        await Run(database, "migrate");

        var run = await Run(database, "serve", $"--Keys:Peppers:1={pepper}");

        run.ExitCode.Should().Be(3);
        run.Error.Should().EndWith(reason);
    }

    private static bool IsHealthy(string socket)
    {
        if (!File.Exists(socket)) return false;
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        connection.Connect(new UnixDomainSocketEndPoint(socket));
        connection.Send("GET /healthz HTTP/1.0\r\n\r\n"u8);
        var answer = new byte[15];
        return connection.Receive(answer) == answer.Length && answer.AsSpan().SequenceEqual("HTTP/1.1 200 OK"u8);
    }

    private static Task<Run> Run(string? connectionString, params string[] arguments) =>
        Command.FinishAsync(Command.StartService(connectionString, arguments), []);

    private static async Task<string> NewDatabase()
    {
        var cluster = await PrivateCluster.Shared;
        var name = $"operated_{Interlocked.Increment(ref lastDatabase)}";
        await cluster.AdministerAsync($"create database {name} owner driftlock");
        return cluster.ConnectionString(name);
    }

    private static async Task AdministerAsync(string connectionString, string statement)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
