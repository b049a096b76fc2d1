using System.CommandLine;

namespace Driftlock.Cli.Shared;

/// <summary><c>driftlock doctor</c>: what is missing on this machine, and how to get it.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="core">Loads the detection core and tests it.</param>
    /// <param name="terminal">Where the findings go.</param>
    public static Command Create(Func<Check> core, Terminal terminal)
    {
        var command = new Command("doctor", "Says what Driftlock needs, what of it is missing, and how to get it.");
        command.SetAction((_, cancellationToken) => RunAsync(core, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Func<Check> core, Terminal terminal, CancellationToken cancellationToken)
    {
        var style = new Style(terminal.UsesColour(ColourUse.Auto));
        using var writer = terminal.CreateWriter();
        var isWell = true;
        foreach (var check in (Task<Check>[])
        [
            Task.FromResult(core()),
            Task.FromResult(Machine.CheckFolder()),
            Machine.CheckDotnetAsync(cancellationToken),
            Machine.CheckCargoAsync(cancellationToken),
            Machine.CheckPostgresAsync(cancellationToken),
            Machine.CheckChromiumAsync(cancellationToken),
        ])
        {
            var (name, found, fix, isOptional) = await check;
            isWell &= fix is null || isOptional;
            var (state, look) = (fix, isOptional) switch
            {
                (null, _) => ("ok", Look.Good),
                (_, true) => ("optional", Look.Quiet),
                _ => ("missing", Look.Bad),
            };
            var advice = fix is null ? "" : $"; {fix}";
            writer.WriteLine($"{style.Paint($"{state,-8}", look)}  {name,-16}{found}{advice}");
            writer.Flush();
            terminal.Flush();
        }

        return isWell ? ExitCode.Usual : ExitCode.Failed;
    }
}

/// <summary>One thing that is needed.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Found">What was found of it.</param>
/// <param name="Fix">What to do; none if all is well.</param>
/// <param name="IsOptional">Whether one can do without.</param>
internal sealed record Check(string Name, string Found, string? Fix = null, bool IsOptional = false);
