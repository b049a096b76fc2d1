using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Columns are named as PostgreSQL writes names: <c>ExpiresAt</c> is <c>expires_at</c>.</summary>
internal sealed class SnakeCase : IPropertyAddedConvention
{
    public void ProcessPropertyAdded(
        IConventionPropertyBuilder propertyBuilder, IConventionContext<IConventionPropertyBuilder> context) =>
        propertyBuilder.HasColumnName(Of(propertyBuilder.Metadata.Name));

    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
