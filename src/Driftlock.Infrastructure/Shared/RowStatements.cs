using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// Statements for rows that a context maps, for a batch of statements of one's own. On a way that every detection takes,
/// tracking what changes no more costs as much as writing it.
/// </summary>
internal static class RowStatements
{
    /// <summary>
    /// Most rows of a statement. It takes 8, 4, 2 or 1 of them, so that there are few statements and each is prepared soon.
    /// </summary>
    public const int Most = 8;

    // Four at most for each table and kind.
    private static readonly ConcurrentDictionary<(IEntityType Type, string Kind, int Rows), string> Texts = new();

    /// <summary>The row, in the columns that the context maps.</summary>
    public static MappedRow Row(this DbContext db, object row) => new(
        db.Model.FindEntityType(row.GetType())
            ?? throw new InvalidOperationException($"{row.GetType().Name} is no row of {db.GetType().Name}."),
        row);

    /// <summary>The statements that store new rows, those of a table together.</summary>
    public static IEnumerable<NpgsqlBatchCommand> InsertsOf(IEnumerable<MappedRow> rows) =>
        Statements(rows, "insert", InsertText);

    /// <summary>The statements that store all columns of rows, there or not, those of a table together.</summary>
    public static IEnumerable<NpgsqlBatchCommand> ReplacementsOf(IEnumerable<MappedRow> rows) =>
        Statements(rows, "replace", ReplaceText);

    /// <summary>The statement that stores all columns of a row that is there.</summary>
    public static NpgsqlBatchCommand UpdateOf(this DbContext db, object row) =>
        Statement([db.Row(row)], "update", (type, _) => UpdateText(type));

    private static IEnumerable<NpgsqlBatchCommand> Statements(
        IEnumerable<MappedRow> rows, string kind, Func<IEntityType, int, string> text)
    {
        foreach (var table in rows.GroupBy(row => row.Type))
        {
            var all = table.ToArray();
            for (var (from, size) = (0, Most); from < all.Length; from += size)
            {
                while (size > all.Length - from) size /= 2;
                yield return Statement(all.AsSpan(from, size), kind, text);
            }
        }
    }

    private static NpgsqlBatchCommand Statement(
        ReadOnlySpan<MappedRow> rows, string kind, Func<IEntityType, int, string> text)
    {
        var key = (rows[0].Type, kind, rows.Length);
        var command = new NpgsqlBatchCommand(Texts.GetOrAdd(key, static (key, text) => text(key.Type, key.Rows), text));
        foreach (var row in rows)
        {
            foreach (var property in row.Type.GetProperties()) command.Parameters.Add(Parameter(property, row.Values));
        }

        return command;
    }

    private static NpgsqlParameter Parameter(IProperty property, object row)
    {
        var mapping = property.GetRelationalTypeMapping();
        var value = property.GetGetter().GetClrValue(row);
        if (value is not null && mapping.Converter is { } converter) value = converter.ConvertToProvider(value);
        return new NpgsqlParameter { DataTypeName = mapping.StoreType, Value = value ?? DBNull.Value };
    }

    private static string InsertText(IEntityType type, int rows)
    {
        var properties = type.GetProperties().ToList();
        var values = Enumerable.Range(0, rows).Select(row =>
            "(" + string.Join(", ", properties.Select((_, place) => Given(row * properties.Count + place))) + ")");
        return $"insert into {TableOf(type)} ({string.Join(", ", properties.Select(NameOf))}) values "
            + string.Join(", ", values);
    }

    // By its key each row is found alike, whatever the planner thinks of how many there are.
    private static string ReplaceText(IEntityType type, int rows)
    {
        var properties = type.GetProperties().ToLookup(property => property.IsPrimaryKey(), NameOf);
        return InsertText(type, rows) + $" on conflict ({string.Join(", ", properties[true])}) do update set "
            + string.Join(", ", properties[false].Select(name => $"{name} = excluded.{name}"));
    }

    // A column by its place among all; those of the key say which row it is.
    private static string UpdateText(IEntityType type)
    {
        var terms = type.GetProperties()
            .Select((property, place) => (IsKey: property.IsPrimaryKey(), Text: $"{NameOf(property)} = {Given(place)}"))
            .ToLookup(term => term.IsKey, term => term.Text);
        return $"update {TableOf(type)} set {string.Join(", ", terms[false])} where {string.Join(" and ", terms[true])}";
    }

    private static string TableOf(IEntityType type) => $"{type.GetSchema()}.{type.GetTableName()}";

    private static string NameOf(IProperty property) => $"\"{property.GetColumnName()}\"";

    private static string Given(int place) => string.Create(CultureInfo.InvariantCulture, $"${place + 1}");
}

/// <summary>A row with how it is stored.</summary>
/// <param name="Type">The table and its columns.</param>
/// <param name="Values">What it holds.</param>
internal readonly record struct MappedRow(IEntityType Type, object Values);
