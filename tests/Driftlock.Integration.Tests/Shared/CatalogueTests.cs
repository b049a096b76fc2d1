using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>What the database's own catalogue says of the walls between organizations and modules.</summary>
public sealed class CatalogueTests
{
    // Tables without an organization. Each needs a reason, and the list may only shrink.
    private static readonly Dictionary<string, string> Common = new(StringComparer.Ordinal)
    {
        ["shared.data_protection_keys"] = "the installation's, and out of reach of what serves requests",
        // What Quartz needs: jobs and times, nothing of any organization, out of reach of what serves requests.
        ["shared.qrtz_job_details"] = "Quartz",
        ["shared.qrtz_triggers"] = "Quartz",
        ["shared.qrtz_simple_triggers"] = "Quartz",
        ["shared.qrtz_cron_triggers"] = "Quartz",
        ["shared.qrtz_simprop_triggers"] = "Quartz",
        ["shared.qrtz_blob_triggers"] = "Quartz",
        ["shared.qrtz_calendars"] = "Quartz",
        ["shared.qrtz_paused_trigger_grps"] = "Quartz",
        ["shared.qrtz_paused_job_grps"] = "Quartz",
        ["shared.qrtz_fired_triggers"] = "Quartz",
        ["shared.qrtz_scheduler_state"] = "Quartz",
        ["shared.qrtz_locks"] = "Quartz",
        ["shared.qrtz_execution_history"] = "Quartz",
        ["shared.qrtz_misfire_history"] = "Quartz",
        ["shared.qrtz_job_status"] = "Quartz",
        ["billing.plans"] = "the catalogue: public, and the same for all",
        ["identity.organization_slugs"] = "finds an organization before one is known",
        ["identity.token_owners"] = "finds a link or a session before its organization is known",
        ["keys.key_owners"] = "finds a key before its organization is known",
    };

    private const string OpenTables = """
        select c.oid::regclass::text
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
          and c.relname <> 'migrations'
          and not (c.relrowsecurity and c.relforcerowsecurity
            and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization')
            and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'organization'
              and pg_get_expr(p.polqual, p.polrelid) = '(organization = shared.organization())'
              and pg_get_expr(p.polwithcheck, p.polrelid) = '(organization = shared.organization())'))
        """;

    private const string GrantedPartitions = """
        select c.oid::regclass::text from pg_class c
        where c.relispartition and has_table_privilege('driftlock_app', c.oid, 'select, insert, update, delete')
        """;

    private const string KeysAcrossSchemas = """
        select k.conname::text from pg_constraint k
        join pg_class here on here.oid = k.conrelid join pg_class there on there.oid = k.confrelid
        where k.contype = 'f' and here.relnamespace <> there.relnamespace
        """;

    [Fact]
    public async Task Every_table_with_rows_of_organizations_is_walled()
    {
        var open = await Read(await MigratedDatabase.CreateAsync(), OpenTables);

        open.Should().BeEquivalentTo(Common.Keys);
    }

    [Theory]
    [InlineData("create table shared.bare (organization uuid)")]
    [InlineData("create table shared.bare (id uuid)")]
    [InlineData("create table shared.bare (organization uuid); alter table shared.bare enable row level security")]
    [InlineData("""
        create table shared.bare (organization uuid);
        alter table shared.bare enable row level security, force row level security;
        create policy organization on shared.bare to driftlock_app using (true)
        """)]
    public async Task A_table_without_its_wall_is_found(string planted)
    {
        var database = await MigratedDatabase.CreateAsync();
        await Read(database, planted);

        (await Read(database, OpenTables)).Should().Contain("shared.bare");
    }

    [Fact]
    public async Task No_partition_can_be_reached_past_its_table() =>
        (await Read(await MigratedDatabase.CreateAsync(), GrantedPartitions)).Should().BeEmpty();

    [Fact]
    public async Task A_partition_with_a_grant_is_found()
    {
        var database = await MigratedDatabase.CreateAsync();
        await Read(database, """
            create table shared.parted (id int) partition by list (id);
            create table shared.part partition of shared.parted for values in (1);
            grant select on shared.part to driftlock_app
            """);

        (await Read(database, GrantedPartitions)).Should().Equal("shared.part");
    }

    [Fact]
    public async Task No_key_crosses_schemas() =>
        (await Read(await MigratedDatabase.CreateAsync(), KeysAcrossSchemas)).Should().BeEmpty();

    [Fact]
    public async Task A_key_across_schemas_is_found()
    {
        var database = await MigratedDatabase.CreateAsync();
        await Read(database, """
            create schema other;
            create table shared.left (id int primary key);
            create table other.right (id int constraint crossing references shared.left)
            """);

        (await Read(database, KeysAcrossSchemas)).Should().Equal("crossing");
    }

    private static async Task<IReadOnlyList<string>> Read(MigratedDatabase database, string statement)
    {
        await using var services = MigratedDatabase.Services(database.ConnectionString);
        await using var command = services.GetRequiredService<Database>().Owner.CreateCommand(statement);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync()) found.Add(reader.GetString(0));
        return found;
    }
}
