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
    /// <summary>The statement that stores the row, in the columns that the context maps.</summary>
    public static NpgsqlBatchCommand InsertOf(this DbContext db, object row)
    {
        var type = TypeOf(db, row);
        return Statement(type.GetProperties(), row, type.GetOrAddRuntimeAnnotationValue(
            nameof(InsertOf), InsertText, type));
    }

    /// <summary>The statement that stores all columns of a row that is there.</summary>
    public static NpgsqlBatchCommand UpdateOf(this DbContext db, object row)
    {
        var type = TypeOf(db, row);
        return Statement(type.GetProperties(), row, type.GetOrAddRuntimeAnnotationValue(
            nameof(UpdateOf), UpdateText, type));
    }

    private static IEntityType TypeOf(DbContext db, object row) => db.Model.FindEntityType(row.GetType())
        ?? throw new InvalidOperationException($"{row.GetType().Name} is no row of {db.GetType().Name}.");

    private static string InsertText(IEntityType? type)
    {
        var properties = type!.GetProperties().ToList();
        return $"insert into {type!.GetSchema()}.{type!.GetTableName()} ("
            + string.Join(", ", properties.Select(NameOf)) + ") values ("
            + string.Join(", ", properties.Select((_, place) => $"${place + 1}")) + ")";
    }

    // A column by its place among all; those of the key say which row it is.
    private static string UpdateText(IEntityType? type)
    {
        var terms = type!.GetProperties()
            .Select((property, place) => (IsKey: property.IsPrimaryKey(), Text: $"{NameOf(property)} = ${place + 1}"))
            .ToLookup(term => term.IsKey, term => term.Text);
        return $"update {type!.GetSchema()}.{type!.GetTableName()} set {string.Join(", ", terms[false])} where "
            + string.Join(" and ", terms[true]);
    }

    private static string NameOf(IProperty property) => $"\"{property.GetColumnName()}\"";

    private static NpgsqlBatchCommand Statement(IEnumerable<IProperty> properties, object row, string text)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var property in properties)
        {
            var mapping = property.GetRelationalTypeMapping();
            var value = property.GetGetter().GetClrValue(row);
            if (value is not null && mapping.Converter is { } converter) value = converter.ConvertToProvider(value);
            command.Parameters.Add(new NpgsqlParameter
            {
                DataTypeName = mapping.StoreType,
                Value = value ?? DBNull.Value,
            });
        }

        return command;
    }
}
