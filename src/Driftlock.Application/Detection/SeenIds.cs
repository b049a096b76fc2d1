namespace Driftlock.Application.Detection;

/// <summary>What came under the senders' ids.</summary>
/// <param name="contents">What is known, by id.</param>
internal sealed class SeenIds(Dictionary<string, byte[]> contents)
{
    /// <summary>What an event is by its id; one without an id is new.</summary>
    public IdUse Take(IncomingEvent one)
    {
        if (one.Id is not { } id) return IdUse.New;

        var content = one.Digest();
        if (contents.TryAdd(id, content)) return IdUse.New;
        return contents[id].AsSpan().SequenceEqual(content) ? IdUse.Duplicate : IdUse.Reused;
    }

    /// <summary>What came under the id first.</summary>
    public byte[] ContentOf(string id) => contents[id];
}

/// <summary>What an event is by its id.</summary>
internal enum IdUse
{
    /// <summary>Nothing came under it.</summary>
    New,

    /// <summary>The same text did.</summary>
    Duplicate,

    /// <summary>Another text did.</summary>
    Reused,
}
