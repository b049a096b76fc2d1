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
internal sealed class Terminal : IDisposable
{
    /// <summary>Bytes that wait to leave at most, but for what is written at once.</summary>
    public const int MostWaiting = 1 << 20;

    private const string Clear = "\r\e[K";

    private readonly Stream target = Open(StandardStreams.Output);
    private readonly TextWriter error = new StreamWriter(Open(StandardStreams.Error)) { AutoFlush = true };
    private readonly Lock gate = new();
    private bool hasStatus;

    /// <summary>What is written here leaves with a flush alone, so that nothing comes between.</summary>
    public MemoryStream Output { get; } = new();

    /// <summary>Whether something waits to leave.</summary>
    public bool HasOutput => Output.Length > 0;

    public bool OutputIsTerminal { get; } =
        !StandardStreams.IsClosed(StandardStreams.Output) && !Console.IsOutputRedirected;

    public bool ErrorIsTerminal { get; } =
        !StandardStreams.IsClosed(StandardStreams.Error) && !Console.IsErrorRedirected;

    /// <summary>A writer on <see cref="Output"/>.</summary>
    public StreamWriter CreateWriter() => new(Output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };

    /// <summary>Sends what was written.</summary>
    public void Flush()
    {
        try
        {
            target.Write(Output.GetBuffer(), 0, (int)Output.Length);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw IoReason.TooLarge(e);
        }
        finally
        {
            // What could be written in part is not written again.
            Output.SetLength(0);
        }
    }

    /// <summary>Sends what was written if it is much, so that long lines do not add up.</summary>
    public void FlushIfLong()
    {
        if (Output.Length < MostWaiting) return;
        HideStatus();
        Flush();
    }

    public void Dispose()
    {
        Output.Dispose();
        target.Dispose();
        error.Dispose();
    }

    public bool UsesColour(ColourUse use) => use switch
    {
        ColourUse.Always => true,
        ColourUse.Never => false,
        _ => OutputIsTerminal
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
    };

    /// <summary>One sentence on standard error, with the name of the command as every tool has it.</summary>
    public void Say(string sentence) => Hint($"driftlock: {sentence}");

    /// <summary>A line on standard error, as it is.</summary>
    public void Hint(string line) => WriteError($"{line}{Environment.NewLine}", isStatus: false);

    /// <summary>A line on standard error that stands there until something else is written.</summary>
    public void ShowStatus(string text) => WriteError(text, isStatus: true);

    /// <summary>Takes it away.</summary>
    public void HideStatus() => WriteError("", isStatus: false);

    // Several threads may have something to say.
    private void WriteError(string text, bool isStatus)
    {
        lock (gate)
        {
            try
            {
                if (hasStatus) error.Write(Clear);
                error.Write(text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // There is nobody left to tell; the exit code still does.
            }

            hasStatus = isStatus;
        }
    }

    // The console's own streams send a terminal commands of theirs, and hide that the reader of a pipe has gone: a long
    // scan would go on for nobody. A file needs them: they respect the position that it shares with other commands.
    private static Stream Open(int descriptor)
    {
        if (StandardStreams.IsClosed(descriptor)) return Stream.Null;
        var direct = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!direct.CanSeek) return direct;
        return descriptor == StandardStreams.Output ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }
}
