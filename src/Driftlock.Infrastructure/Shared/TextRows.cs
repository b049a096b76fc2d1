using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Answers of one column.</summary>
internal static class TextRows
{
    /// <summary>The first column of every row.</summary>
    public static async Task<IReadOnlyList<string>> ReadTextsAsync(
        this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var texts = new List<string>();
        while (await row.ReadAsync(cancellationToken)) texts.Add(row.GetString(0));
        return texts;
    }
}
