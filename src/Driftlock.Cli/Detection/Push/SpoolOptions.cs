using System.CommandLine;
using Driftlock.Cli.Shared;
using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Where records wait until they are delivered, and how much of the disk they may have.</summary>
internal sealed class SpoolOptions
{
    private const int Mebibyte = 1 << 20;
    private const int MostMebibytes = 1 << 20;

    private readonly Option<string?> folder = new("--spool")
    {
        HelpName = "DIR",
        Description = "Where records wait until they are delivered; else ~/.local/state/driftlock/spool.",
    };

    private readonly Option<int?> size = new("--spool-size")
    {
        HelpName = "MIB",
        Description = "The most that may wait there for the stream, compressed; else 1024.",
        CustomParser = WholeNumber.Between(1, MostMebibytes, " MiB"),
    };

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Add(folder);
        command.Add(size);
    }

    /// <summary>Opens the folder of a stream.</summary>
    public Result<Spool> Open(ParseResult result, string stream, ServiceAccess access)
    {
        var largest = result.GetValue(size) is { } mebibytes ? (long)mebibytes * Mebibyte : Spool.LargestSize;
        return Spool.Open(result.GetValue(folder) ?? Spool.UsualRoot(), stream, access, largest);
    }
}
