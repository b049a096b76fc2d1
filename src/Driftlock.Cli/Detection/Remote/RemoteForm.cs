using System.CommandLine;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection.Remote;

/// <summary>In which form is told what the service found.</summary>
internal enum RemoteForm
{
    Text,
    Json,
}

/// <summary>The options of the commands that tell it.</summary>
internal sealed class RemoteOutputOptions
{
    private readonly Option<RemoteForm> form = new("--output", "-o")
    {
        HelpName = "text|json",
        Description = "Form of the findings: for people, or one JSON object a line.",
        CustomParser = OneOf<RemoteForm>.Parse,
    };

    private readonly Option<ColourUse> colour = new("--color")
    {
        HelpName = "auto|always|never",
        Description = "When words are marked in colour instead of »so«; NO_COLOR is respected.",
        CustomParser = OneOf<ColourUse>.Parse,
    };

    public void AddTo(Command command)
    {
        command.Add(form);
        command.Add(colour);
    }

    public AnomalyOutput Read(ParseResult result, Terminal terminal) =>
        new(terminal, result.GetValue(form), terminal.UsesColour(result.GetValue(colour)));
}
