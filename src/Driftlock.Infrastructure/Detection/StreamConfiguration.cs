using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Driftlock.Infrastructure.Detection;

internal sealed class EventStreamConfiguration : IEntityTypeConfiguration<EventStream>
{
    public void Configure(EntityTypeBuilder<EventStream> builder)
    {
        builder.ToTable("streams");
        builder.Ignore(stream => stream.Raised);
        builder.Property(stream => stream.Shape).HasConversion<short>();
        builder.Property(stream => stream.Mode).HasConversion<short>();
        builder.Property<uint>("Version").IsRowVersion();
    }
}

internal sealed class StreamHeadConfiguration : IEntityTypeConfiguration<StreamHead>
{
    public void Configure(EntityTypeBuilder<StreamHead> builder)
    {
        builder.ToTable("heads");
        builder.HasKey(head => head.Stream);
        builder.Property(head => head.Shape).HasConversion<short>();
        builder.Property(head => head.Mode).HasConversion<short>();
        // Made together with its stream, which has to be written first.
        builder.HasOne<EventStream>().WithOne().HasForeignKey<StreamHead>(head => head.Stream);
    }
}

internal sealed class ClientIdConfiguration : IEntityTypeConfiguration<ClientId>
{
    public void Configure(EntityTypeBuilder<ClientId> builder)
    {
        builder.ToTable("client_ids");
        builder.HasKey(known => new { known.Stream, known.Id });
    }
}
