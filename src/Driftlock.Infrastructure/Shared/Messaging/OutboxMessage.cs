using System.Buffers.Binary;
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
    /// <summary>Events that one save may raise.</summary>
    public const int MostInOneSave = 0x1000;

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

    /// <summary>What is delivered one by one, in the order of saving: an aggregate's id, or null for no order.</summary>
    public Guid? OrderedBy { get; private init; }

    public DateTimeOffset OccurredAt { get; private init; }

    public DateTimeOffset NextAttemptAt { get; private init; }

    /// <summary>An event by itself, in no order with others.</summary>
    public static OutboxMessage Of(IEvent happened, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return Of(happened, Guid.CreateVersion7(now), orderedBy: null, now);
    }

    /// <summary>What these raised, each one's events in their order.</summary>
    public static IEnumerable<OutboxMessage> AllOf(IEnumerable<IRaisesEvents> raisers, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return raisers
            .SelectMany(raiser => raiser.Raised.Select(happened => (raiser.Key, Event: happened)))
            .Select((raised, place) => Of(raised.Event, IdAt(place, now), raised.Key, now));
    }

    private static OutboxMessage Of(IEvent happened, Guid id, Guid? orderedBy, DateTimeOffset now) => new()
    {
        Id = id,
        Organization = happened.Organization,
        Name = EventNames.Of(happened.GetType()),
        Content = JsonSerializer.Serialize(happened, happened.GetType(), Form),
        OrderedBy = orderedBy,
        OccurredAt = now,
        NextAttemptAt = now,
    };

    // Entity Framework inserts rows in the order of their keys. Twelve bits after the time count, as RFC 9562 allows.
    private static Guid IdAt(int place, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, MostInOneSave);
        Span<byte> id = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(id, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(id[6..], (ushort)(0x7000 | place));
        return new Guid(id, bigEndian: true);
    }

    /// <summary>The statement that puts it into a module's outbox, for a batch of statements of one's own.</summary>
    public NpgsqlBatchCommand ToInsertInto(string schema) => new(
        $"insert into {schema}.outbox (id, organization, name, content, occurred_at, next_attempt_at) "
        + "values ($1, $2, $3, $4::jsonb, $5, $6)")
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = Id },
            new NpgsqlParameter<Guid> { TypedValue = Organization.Value },
            new NpgsqlParameter<string> { TypedValue = Name },
            new NpgsqlParameter<string> { TypedValue = Content },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = OccurredAt },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = NextAttemptAt },
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
