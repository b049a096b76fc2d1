using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Driftlock.Infrastructure.Detection;

internal sealed class ReceiptConfiguration : IEntityTypeConfiguration<Receipt>
{
    public void Configure(EntityTypeBuilder<Receipt> builder)
    {
        builder.ToTable("receipts");
        builder.HasKey(receipt => receipt.Run);
    }
}

internal sealed class TeachingDayConfiguration : IEntityTypeConfiguration<TeachingDay>
{
    public void Configure(EntityTypeBuilder<TeachingDay> builder)
    {
        builder.ToTable("teaching_days");
        builder.HasKey(day => new { day.Organization, day.Day });
    }
}
