namespace Driftlock.Domain.Detection;

/// <summary>What the events of a stream look like; found from the first of them unless it is given.</summary>
public enum EventShape
{
    /// <summary>Not known yet, or to be found.</summary>
    Undetermined = 0,

    /// <summary>Lines of a log: chronological, full of numbers and identifiers.</summary>
    Log = 1,

    /// <summary>Free text: messages, prompts.</summary>
    Text = 2,

    /// <summary>Flat records: JSON objects or key=value lines.</summary>
    Record = 3,

    /// <summary>Sessions: sequences of tokens from a small vocabulary.</summary>
    Session = 4,

    /// <summary>One number per event, with or without its time.</summary>
    Numeric = 5,
}

/// <summary>Which of the two models of a stream decides.</summary>
public enum DetectionMode
{
    /// <summary>The shape decides: sessions, records and texts are anchored, log lines and numbers tracked.</summary>
    Automatic = 0,

    /// <summary>The anchor, frozen at the end of the baseline: what was unusual then stays unusual.</summary>
    Anchored = 1,

    /// <summary>The recent model, which learns every event: what has become usual is usual.</summary>
    Tracking = 2,
}
