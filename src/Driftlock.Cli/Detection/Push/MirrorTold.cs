using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>
/// What a watch tells of its mirror, all on standard error. What the service finds in it is not told: the watch finds
/// for itself, and <c>tail</c> tells the rest.
/// </summary>
internal sealed class MirrorTold(string stream, Terminal terminal) : IDeliveryListener
{
    /// <summary>The figures so far.</summary>
    public PushFigures Figures { get; } = new();

    public void Delivered(BatchLabel label, IngestedRecords answer)
    {
        Figures.Add(answer);
        foreach (var refused in answer.Refused) Refusals.Say(terminal, label, refused);
        Refusals.SayUnlisted(terminal, label, answer);
    }

    public void Say(string sentence) => terminal.Say(sentence);

    /// <summary>The figures, to a person who looks on.</summary>
    public void Finish()
    {
        if (terminal.ErrorIsTerminal) terminal.Hint(Figures.Sentence(stream));
    }
}
