using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Driftlock.Infrastructure.Detection;

internal sealed class LogEntryConfiguration : IEntityTypeConfiguration<LogEntry>
{
    public void Configure(EntityTypeBuilder<LogEntry> builder)
    {
        builder.ToTable("log");
        builder.HasKey(entry => new { entry.Stream, entry.Sequence });
        builder.Property(entry => entry.Kind).HasConversion<short>();
        builder.Property(entry => entry.Content).HasColumnType("jsonb");
    }
}
