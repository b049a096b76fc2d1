using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Driftlock.Cli.Shared;

/// <summary>When words are coloured.</summary>
internal enum ColourUse
{
    /// <summary>On a terminal that can, unless <c>NO_COLOR</c> is set.</summary>
    Auto,

    /// <summary>Always, for a pager.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>Where the command writes to, and what it may write there.</summary>
internal sealed class Terminal
{
    private const int OutputBuffer = 1 << 16;

    /// <summary>Buffered: nothing leaves before a flush.</summary>
    public Stream Output { get; } = new BufferedStream(OpenOutput(), OutputBuffer);

    /// <summary>For people: progress, hints, refusals.</summary>
    public TextWriter Error { get; } = Console.Error;

    public bool OutputIsTerminal { get; } = !Console.IsOutputRedirected;

    public bool ErrorIsTerminal { get; } = !Console.IsErrorRedirected;

    /// <summary>A writer on <see cref="Output"/>.</summary>
    public StreamWriter CreateWriter() => new(Output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };

    public bool UsesColour(ColourUse use) => use switch
    {
        ColourUse.Always => true,
        ColourUse.Never => false,
        _ => OutputIsTerminal && Allows("NO_COLOR") && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
    };

    /// <summary>One sentence on standard error, with the name of the command as every tool has it.</summary>
    public void Say(string sentence)
    {
        try
        {
            Error.WriteLine($"driftlock: {sentence}");
        }
        catch (IOException)
        {
            // There is nobody left to tell; the exit code still does.
        }
    }

    private static bool Allows(string variable) => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    // The console's own stream hides that the reader of a pipe has gone, and a long scan would go on for nobody. A file
    // needs the console's: it respects the position that the file shares with the shell's other commands.
    private static Stream OpenOutput()
    {
        var direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return direct.CanSeek ? Console.OpenStandardOutput() : direct;
    }
}
