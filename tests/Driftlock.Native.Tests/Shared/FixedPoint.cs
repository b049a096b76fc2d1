using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Native.Tests.Oracle;

namespace Driftlock.Native.Tests.Shared;

/// <summary>The oracle's whole numbers as the numbers that the core's adapter gives.</summary>
internal static class FixedPoint
{
    public static EventScore ToEventScore(Judged judged) => new()
    {
        Bits = judged.Bits / 256.0,
        ExpectedBits = judged.ExpectedBits / 256.0,
        Score = judged.Score / 256.0,
        PValue = judged.P / 1e9,
        AnchorPValue = judged.AnchorP / 1e9,
        RecentPValue = judged.RecentP / 1e9,
        CalibrationEvents = (int)judged.Calibration,
        Flags = judged.Flags,
    };

    public static WordCost ToWordCost(WordBits word) =>
        new(word.Start, word.End, word.Bits / 256.0, word.RawBits / 256.0) { IsLiteral = word.Literal };

    /// <summary>Where a stream stands, apart from the core's own affairs of memory and bytes.</summary>
    public static object Standing(StreamModelDescription model) =>
        (model.Shape, model.Mode, model.Ready, model.EventsNeeded, model.CalibrationEvents, model.Events);

    /// <inheritdoc cref="Standing(StreamModelDescription)"/>
    public static object Standing(StreamOracle oracle) =>
        (oracle.Shape, oracle.Mode, oracle.Ready, oracle.EventsNeeded, oracle.CalibrationEvents, oracle.Events);
}
