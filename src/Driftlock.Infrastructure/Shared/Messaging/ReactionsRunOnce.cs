using Driftlock.Application.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>Each inbox has the key that refuses a second run.</summary>
internal sealed class ReactionsRunOnce(Database database, IEnumerable<ModuleSchema> modules) : IInvariant
{
    private const string Breaches = """
        select name || '.inbox does not refuse a message that comes twice'
        from unnest($1) name
        where to_regclass(name || '.inbox') is not null and not exists (
            select from pg_constraint where conrelid = to_regclass(name || '.inbox') and contype = 'p'
              and pg_get_constraintdef(oid) = 'PRIMARY KEY (message, reaction)')
        """;

    public string Name => "shared: each reaction runs once for a message";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. modules.Select(module => module.Schema)] });
        return await command.ReadTextsAsync(cancellationToken);
    }
}
