using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection;

/// <summary>Answers of two columns, organization and stream.</summary>
internal static class StreamRows
{
    /// <summary>The streams of every row, each with whose it is.</summary>
    public static async Task<IReadOnlyList<(OrganizationId Organization, StreamId Stream)>> ReadStreamsAsync(
        this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var streams = new List<(OrganizationId, StreamId)>();
        while (await row.ReadAsync(cancellationToken))
        {
            streams.Add((OrganizationId.From(row.GetGuid(0)), StreamId.From(row.GetGuid(1))));
        }

        return streams;
    }
}
