using System.CommandLine;
using System.CommandLine.Parsing;
using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Detection.Tail;
using Driftlock.Cli.Shared;
using Driftlock.Cli.Shared.Service;

namespace Driftlock.Cli.Detection;

/// <summary><c>driftlock tail</c>: what the service finds, as it finds it.</summary>
internal static class TailCommand
{
    // Characters of a place; longer than any that the service gives.
    private const int LongestPlace = 1000;

    public static Command Create(Terminal terminal)
    {
        var stream = new Argument<string?>("STREAM")
        {
            Description = "Slug or id of the stream; without it, of every stream that the key may see.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        stream.Validators.Add(ServiceOptions.CheckStream);
        var from = new Option<string?>("--from")
        {
            HelpName = "ID",
            Description =
                "Begin behind this place, which the last tail has named; else with what is found from now on.",
        };
        from.Validators.Add(CheckPlace);
        var output = new RemoteOutputOptions();
        var service = new ServiceOptions();

        var command = new Command("tail", "Shows the unusual events that the service finds, as it finds them.")
        {
            stream,
            from,
        };
        output.AddTo(command);
        service.AddTo(command);
        command.AddExamples("""
              driftlock tail app
                  Each unusual event of the stream with its words marked, until Ctrl-C. After a lost connection it goes
                  on where it was: nothing is missed, nothing shown twice.
              driftlock tail
                  Of all streams, each by its slug if the key has the scope streams:read too, else by its id.
              driftlock tail -o json | jq -r '[.stream_id, .severity, .text] | @tsv'
                  For programs: one object a line, of all streams; "cursor" is the place for --from.
              driftlock tail app --from ID
                  First what was found since.

              DRIFTLOCK_API_KEY or --key-file has the key: it needs the scope anomalies:read.
            """);
        command.SetAction(async (result, cancellationToken) =>
        {
            var access = service.Read(result);
            if (!access.IsSuccess) return ServiceErrors.Refuse(terminal, access.Error);

            using var client = new ServiceClient(access.Value, TimeProvider.System);
            using var findings = output.Read(result, terminal);
            var run = new TailRun(
                client, result.GetValue(stream), result.GetValue(from), findings, terminal, TimeProvider.System);
            return await run.RunAsync(cancellationToken);
        });
        return command;
    }

    // Whether it can stand in a header; whether it is a place the service says.
    private static void CheckPlace(OptionResult result)
    {
        var place = result.Tokens is [{ Value: var value }] ? value : "";
        if (place.Length is 0 or > LongestPlace || !place.All(each => each is > ' ' and < '\x7f'))
            result.AddError("--from takes the place that the last tail has named.");
    }
}
