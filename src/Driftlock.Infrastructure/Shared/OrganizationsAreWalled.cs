using Driftlock.Application.Shared;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Whoever has changed the database by hand has not opened one organization's rows to another.</summary>
internal sealed class OrganizationsAreWalled(Database database) : IInvariant
{
    // A lookup table is what an organization is found by before it is known: its comment says so.
    private const string Breaches = """
        select c.oid::regclass || ' has rows of organizations and is not walled'
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'organization' and not a.attisdropped
          and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
          and not (c.relrowsecurity and c.relforcerowsecurity
            and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'organization'
              and pg_get_expr(p.polqual, p.polrelid) = '(organization = shared.organization())'
              and pg_get_expr(p.polwithcheck, p.polrelid) = '(organization = shared.organization())'))
          and coalesce(obj_description(c.oid, 'pg_class'), '') not like 'lookup: %'
          and has_table_privilege('driftlock_app', c.oid, 'select, insert, update, delete')
        union all
        select c.oid::regclass || ' is a partition that can be reached past its table'
        from pg_class c
        where c.relispartition and has_table_privilege('driftlock_app', c.oid, 'select, insert, update, delete')
        """;

    public string Name => "shared: no organization can see another's rows";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        return await command.ReadTextsAsync(cancellationToken);
    }
}
