using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Detection.Records;

/// <summary>One record of a body: an event, or why it is none. What is wrong with one is nothing to the others.</summary>
/// <param name="Line">Where it begins, from 1: the line, or its place in a JSON array.</param>
/// <param name="Event">The event, if it is one.</param>
/// <param name="Refusal">Why it is none.</param>
internal readonly record struct Record(long Line, IncomingEvent? Event, Error? Refusal)
{
    public static Record Of(long line, IncomingEvent taken)
    {
        if (taken.Text.Length > IncomingEvent.Longest) return Refused(line, RecordErrors.TooLong);
        if (taken.Id is { Length: 0 or > ClientId.Longest }) return Refused(line, RecordErrors.IdForm);
        if (taken.Attributes is { Length: > IncomingEvent.LongestAttributes })
        {
            return Refused(line, RecordErrors.AttributesTooLong);
        }

        return new Record(line, taken, null);
    }

    /// <summary>Whether the body cannot be read on: nothing says where the next record would begin.</summary>
    public bool EndsBody { get; private init; }

    public static Record Broken(long line, Error refusal) => Refused(line, refusal) with { EndsBody = true };

    public static Record Refused(long line, Error refusal) => new(line, null, refusal);
}
