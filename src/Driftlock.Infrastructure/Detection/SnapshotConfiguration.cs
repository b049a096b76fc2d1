using Driftlock.Infrastructure.Detection.Streams;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Driftlock.Infrastructure.Detection;

internal sealed class SnapshotConfiguration : IEntityTypeConfiguration<Snapshot>
{
    public void Configure(EntityTypeBuilder<Snapshot> builder)
    {
        builder.ToTable("snapshots");
        builder.HasKey(snapshot => new { snapshot.Stream, snapshot.Sequence });
        builder.Property(snapshot => snapshot.Feedback).HasColumnType("jsonb");
        builder.HasOne<Domain.Detection.EventStream>().WithMany().HasForeignKey(snapshot => snapshot.Stream);
    }
}
