using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>What a turn writes, and what has to be true of it once it is written, or it is not committed.</summary>
internal sealed class WrittenTurn
{
    /// <summary>Whose stream it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Under which key or session it was had.</summary>
    public required Guid? Credential { get; init; }

    /// <summary>The metered work that it is part of, which may have been given up meanwhile.</summary>
    public required Guid? Run { get; init; }

    /// <summary>Moves the head if it is where it was; nothing where the log does not go on.</summary>
    public NpgsqlBatchCommand? Move { get; set; }

    /// <summary>Rows that are new.</summary>
    public List<MappedRow> Rows { get; } = [];

    /// <summary>Rows of the stream that are there.</summary>
    public List<MappedRow> Changed { get; } = [];

    /// <summary>What the pieces of the stream's plot grow by.</summary>
    public IReadOnlyList<NewPiece> Pieces { get; set; } = [];

    /// <summary>Makes greater pieces of those that have become whole.</summary>
    public NpgsqlBatchCommand? RollUp { get; set; }

    /// <summary>Takes away the snapshots that a new one makes too many.</summary>
    public NpgsqlBatchCommand? Trim { get; set; }

    /// <summary>Asks whether the credential still counts. Not connected by itself.</summary>
    public NpgsqlBatch Guard { get; } = new();

    /// <summary>What the guard says once that was carried out.</summary>
    public Func<Result> Guarded { get; set; } = () => Result.Success;

    /// <summary>Counts what was taught on a day, in a row that all of the organization share, where there is room.</summary>
    public (DateOnly Day, NpgsqlBatchCommand Count, Error Otherwise)? Taught { get; set; }
}
