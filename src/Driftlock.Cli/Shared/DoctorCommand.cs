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
        var command = new Command("doctor", "Says what is missing on this machine, who needs it, and how to get it.");
        command.AddExamples("""
              driftlock doctor
                  A line for each thing: ok, optional (this command does without it) or missing, and then how to get it.
                  Exits with 0 if nothing is missing, else with 2.
            """);
        command.SetAction((_, cancellationToken) => RunAsync(core, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Func<Check> core, Terminal terminal, CancellationToken cancellationToken)
    {
        var style = new Style(terminal.UsesColour(ColourUse.Auto));
        using var writer = terminal.CreateWriter();
        var checks = await Task.WhenAll(
            Task.FromResult(core()),
            Task.FromResult(Machine.CheckFolder()),
            Machine.CheckDotnetAsync(cancellationToken),
            Machine.CheckCargoAsync(cancellationToken),
            Machine.CheckPostgresAsync(cancellationToken),
            Machine.CheckChromiumAsync(cancellationToken));
        foreach (var (name, found, fix, neededBy) in checks)
        {
            var (state, look) = (fix, neededBy) switch
            {
                (null, _) => ("ok", Look.Good),
                (_, not null) => ("optional", Look.Quiet),
                _ => ("missing", Look.Bad),
            };
            var reason = neededBy is null ? "" : $" (needed by {neededBy} only)";
            var advice = fix is null ? "" : $"; {fix}";
            writer.WriteLine($"{style.Paint($"{state,-8}", look)}  {name,-16}{found}{reason}{advice}");
        }

        writer.Flush();
        var exitCode = checks.All(check => check.Fix is null || check.NeededBy is not null)
            ? ExitCode.Usual
            : ExitCode.Failed;
        try
        {
            terminal.Flush();
        }
        catch (IOException e) when (IoReason.IsReaderGone(e))
        {
            // What is missing is missing, also when nobody reads to the end.
        }

        return exitCode;
    }
}

/// <summary>One thing that is needed.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Found">What was found of it.</param>
/// <param name="Fix">What to do; none if all is well.</param>
/// <param name="NeededBy">What alone needs it; none if the command does.</param>
internal sealed record Check(string Name, string Found, string? Fix = null, string? NeededBy = null);
