using System.Text.Json;
using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Driftlock.Infrastructure.Detection;

internal sealed class AnomalyConfiguration : IEntityTypeConfiguration<Anomaly>
{
    public void Configure(EntityTypeBuilder<Anomaly> builder)
    {
        builder.ToTable("anomalies");
        builder.Ignore(anomaly => anomaly.Raised);
        builder.Property(anomaly => anomaly.Severity).HasConversion<short>();
        builder.Property(anomaly => anomaly.Status).HasConversion<short>();
        builder.Property(anomaly => anomaly.Feedback).HasConversion<short?>();
        // Written once, so that nothing has to be compared.
        builder.Property(anomaly => anomaly.Words).HasColumnType("jsonb").HasConversion(
            words => JsonSerializer.Serialize(words, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<WordCost[]>(json, JsonSerializerOptions.Default)!);
    }
}

internal sealed class AnomalyGroupConfiguration : IEntityTypeConfiguration<AnomalyGroup>
{
    public void Configure(EntityTypeBuilder<AnomalyGroup> builder) => builder.ToTable("groups");
}
