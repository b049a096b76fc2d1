using Driftlock.Domain.Shared;
using Driftlock.Testing.Databases;

namespace Driftlock.Testing.Crashes;

/// <summary>An organization with a key in a database of its own, made by the commands of an operator.</summary>
public sealed class Installation
{
    private const string Slug = "crashed";

    private readonly MigratedDatabase database;

    private Installation(MigratedDatabase database, OrganizationId organization, string key) =>
        (this.database, Organization, Key) = (database, organization, key);

    /// <summary>To its database.</summary>
    public string ConnectionString => database.ConnectionString;

    /// <summary>The organization.</summary>
    public OrganizationId Organization { get; }

    /// <summary>The secret of a key for everything.</summary>
    public string Key { get; }

    /// <summary>Makes one.</summary>
    public static async Task<Installation> MakeAsync()
    {
        var made = await MigratedDatabase.CreateAsync();
        var organization = await SayAsync(made, "organizations", "create", "--slug", Slug, "--plan", "orbit");
        var key = await SayAsync(made, "keys", "issue", "--organization", Slug, "--scopes", "all", "--name", "crashes");
        return new Installation(made, OrganizationId.From(Guid.Parse(organization)), key);
    }

    /// <summary>
    /// What the next minutes would do: the leases of the process that died end. Only while no process lives; what it had sent
    /// to the database before is carried out first.
    /// </summary>
    public Task EndLeasesAsync() => AdministerAsync("""
        do $$
        begin
            while exists (select from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                    and state <> 'idle')
            loop
                perform pg_sleep(0.01), pg_stat_clear_snapshot();
            end loop;
        end
        $$;
        update shared.idempotency set leased_until = now() where status is null;
        update billing.reservations set leased_until = now() where state = 'pending';
        """);

    /// <summary>PostgreSQL's own proof of every table and index; damage is an exception.</summary>
    public Task ProveFilesAsync() => AdministerAsync("""
        create extension if not exists amcheck schema public;
        do $$
        declare
            one regclass;
        begin
            for one in
                select relation.oid from pg_class relation join pg_namespace place on place.oid = relnamespace
                where relkind = 'i' and nspname in ('identity', 'billing', 'keys', 'detection', 'shared')
                    and relam = (select oid from pg_am where amname = 'btree')
            loop
                perform public.bt_index_check(one, heapallindexed => true);
            end loop;
            for one in
                select relation.oid from pg_class relation join pg_namespace place on place.oid = relnamespace
                where relkind = 'r' and nspname in ('identity', 'billing', 'keys', 'detection', 'shared')
            loop
                perform from public.verify_heapam(one);
                if found then
                    raise exception '% is damaged', one;
                end if;
            end loop;
        end
        $$;
        """);

    /// <summary>Statements of whom no wall keeps out.</summary>
    public Task AdministerAsync(string statements) => database.AdministerAsync(statements);

    private static async Task<string> SayAsync(MigratedDatabase made, params string[] arguments)
    {
        var (exitCode, output) = await ServiceProcess.RunAsync(made.ConnectionString, fault: null, arguments);
        return exitCode == 0 ? output.Trim() : throw new InvalidOperationException(output);
    }
}
