using System.Text.Json;
using System.Text.Json.Serialization;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>An event on its way out of its module: a row of <c>&lt;schema&gt;.outbox</c>.</summary>
internal sealed class OutboxMessage
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new TypedIdJson() },
    };

    public Guid Id { get; private init; }

    public OrganizationId Organization { get; private init; }

    /// <summary>The event's type, by the stable name of <see cref="EventNames"/>.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The event as JSON.</summary>
    public string Content { get; private init; } = "";

    public DateTimeOffset OccurredAt { get; private init; }

    public static OutboxMessage Of(IEvent happened, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new OutboxMessage
        {
            Id = Guid.CreateVersion7(now),
            Organization = happened.Organization,
            Name = EventNames.Of(happened.GetType()),
            Content = JsonSerializer.Serialize(happened, happened.GetType(), Form),
            OccurredAt = now,
        };
    }

    /// <summary>The statement that puts the event into a module's outbox, for a batch of statements of one's own.</summary>
    public NpgsqlBatchCommand ToInsertInto(string schema) => new(
        $"insert into {schema}.outbox (id, organization, name, content, occurred_at) values ($1, $2, $3, $4::jsonb, $5)")
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = Id },
            new NpgsqlParameter<Guid> { TypedValue = Organization.Value },
            new NpgsqlParameter<string> { TypedValue = Name },
            new NpgsqlParameter<string> { TypedValue = Content },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = OccurredAt },
        },
    };

    public static IEvent Read(string name, string content) =>
        (IEvent)(JsonSerializer.Deserialize(content, EventNames.TypeOf(name), Form)
            ?? throw new JsonException("A message without an event."));
}

internal sealed class OutboxMessageConfiguration : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.ToTable("outbox");
        builder.Property(message => message.Content).HasColumnType("jsonb");
    }
}
