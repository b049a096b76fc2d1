using System.CommandLine;
using Driftlock.Cli.Shared.Service;

namespace Driftlock.Cli.Detection.Push;

/// <summary>What a watch takes that sends too.</summary>
internal sealed class MirrorOptions
{
    private readonly Option<string?> stream = new("--send")
    {
        HelpName = "STREAM",
        Description = "Send the lines to this stream of the service too; what cannot be delivered waits on the disk.",
    };

    public MirrorOptions() => stream.Validators.Add(ServiceOptions.CheckStream);

    /// <summary>Where the lines wait.</summary>
    public SpoolOptions Spool { get; } = new();

    /// <summary>Where they go.</summary>
    public ServiceOptions Service { get; } = new();

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Add(stream);
        var count = command.Options.Count;
        Spool.AddTo(command);
        Service.AddTo(command);
        Option[] dependent = [.. command.Options.Skip(count)];
        command.Validators.Add(result =>
        {
            if (result.GetResult(stream) is not null) return;
            if (dependent.FirstOrDefault(option => result.GetResult(option) is not null) is { } alone)
                result.AddError($"{alone.Name} goes with --send STREAM.");
        });
    }

    /// <summary>Slug or id of the stream; none where nothing is to be sent.</summary>
    public string? Stream(ParseResult result) => result.GetValue(stream);
}
