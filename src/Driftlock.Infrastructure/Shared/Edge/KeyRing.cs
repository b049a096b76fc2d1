using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Driftlock.Infrastructure.Shared.Edge;

/// <summary>
/// The keys of data protection, in the database: all nodes have the same, and a backup has them too, as
/// <see cref="SealedKey"/> leaves them.
/// </summary>
internal sealed class KeyRing(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.Worker.CreateCommand("select content from shared.data_protection_keys");
        using var row = command.ExecuteReader();
        var elements = new List<XElement>();
        while (row.Read()) elements.Add(XElement.Parse(row.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.Worker.CreateCommand(
            "insert into shared.data_protection_keys (name, content) values ($1, $2)");
        command.Parameters.Add(new Npgsql.NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(new Npgsql.NpgsqlParameter<string>
        {
            TypedValue = element.ToString(SaveOptions.DisableFormatting),
        });
        command.ExecuteNonQuery();
    }
}
