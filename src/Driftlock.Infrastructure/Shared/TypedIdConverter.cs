using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Every typed id is a uuid in its column.</summary>
internal sealed class TypedIdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => From(value))
    where TId : struct, ITypedId<TId>
{
    // A static member of an interface cannot stand in an expression tree.
    private static TId From(Guid value) => TId.From(value);
}

/// <summary>Finds the typed ids of the language and gives each its converter.</summary>
internal static class TypedIdColumns
{
    private static readonly (Type Id, Type Converter)[] Known =
    [
        .. from type in typeof(OrganizationId).Assembly.GetTypes()
           where type.IsValueType && type.GetInterfaces().Any(port =>
               port.IsGenericType && port.GetGenericTypeDefinition() == typeof(ITypedId<>))
           select (type, typeof(TypedIdConverter<>).MakeGenericType(type)),
    ];

    public static void ConvertTypedIds(this ModelConfigurationBuilder configuration)
    {
        foreach (var (id, converter) in Known) configuration.Properties(id).HaveConversion(converter);
    }
}
