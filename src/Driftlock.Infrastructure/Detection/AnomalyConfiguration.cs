using System.Text.Json;
using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
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
        // Written once, so whether it is the same array is all that there is to compare.
        builder.Property(anomaly => anomaly.Words).HasColumnType("jsonb").HasConversion(
            words => JsonSerializer.Serialize(words, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<WordCost[]>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<IReadOnlyList<WordCost>>(
                (left, right) => ReferenceEquals(left, right), words => words.Count, words => words));
    }
}

internal sealed class AnomalyFeedConfiguration : IEntityTypeConfiguration<AnomalyFeed>
{
    public void Configure(EntityTypeBuilder<AnomalyFeed> builder)
    {
        builder.ToTable("feeds");
        builder.HasKey(feed => feed.Organization);
    }
}

internal sealed class FeedPlaceConfiguration : IEntityTypeConfiguration<FeedPlace>
{
    public void Configure(EntityTypeBuilder<FeedPlace> builder)
    {
        builder.ToTable("feed_places");
        builder.HasKey(one => new { one.Organization, one.Place });
    }
}

internal sealed class AnomalyGroupConfiguration : IEntityTypeConfiguration<AnomalyGroup>
{
    public void Configure(EntityTypeBuilder<AnomalyGroup> builder) => builder.ToTable("groups");
}
