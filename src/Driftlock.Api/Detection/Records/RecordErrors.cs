using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Detection.Records;

/// <summary>Why a record is refused, or what cuts it from the others: then the rest of the body too.</summary>
internal static class RecordErrors
{
    public static Error IdForm { get; } = new(
        ErrorKind.Invalid, "detection.id_form", $"The id of an event has 1 to {ClientId.Longest} characters.");

    public static Error AttributesTooLong { get; } = new(
        ErrorKind.TooLarge, "detection.attributes_too_long",
        $"The attributes of an event have at most {IncomingEvent.LongestAttributes} characters.");

    public static Error ArrayMalformed { get; } = new(
        ErrorKind.Invalid, "detection.array_malformed", "The body is not a well-formed JSON array from here on.");

    public static Error Malformed { get; } = new(
        ErrorKind.Invalid, "detection.record_malformed",
        "The record is no event: not well-formed, a name twice, U+0000, nested deeper than 32, or a number of more than "
        + $"{EventTextConverter.LongestNumber} characters.");

    public static Error TooLong { get; } = new(
        ErrorKind.TooLarge, "detection.record_too_long",
        $"An event has at most {IncomingEvent.Longest} bytes, and a record in JSON or CSV at most {RecordLines.LongestEncoded}.");

    public static Error TooMany(int most) => new(
        ErrorKind.TooLarge, "detection.too_many_records",
        $"This request has more than {most} records; what comes after them was not looked at.");

    public static Error CsvHeader { get; } = new(
        ErrorKind.Invalid, "detection.csv_header",
        $"The first line of CSV names its columns: 1 to {CsvRecords.MostColumns}, each by a name of its own.");
}
