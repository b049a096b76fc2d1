using System.CommandLine;
using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Detection.Push;
using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared;
using Driftlock.Cli.Shared.Service;

namespace Driftlock.Cli.Detection;

/// <summary><c>driftlock push</c>: records of files or a pipe to a stream of the service.</summary>
internal static class PushCommand
{
    private const string Examples = """
          driftlock push app app.log.1.gz app.log
              Each line is a record. Who interrupts it, or loses the network, loses and doubles nothing. A file that is
              pushed twice counts twice, unless its records have an id of their own.
          tail -f app.log | driftlock push app --detect
              A record is sent after a second at the latest. The unusual ones are shown as scan shows them.
          driftlock push app events.ndjson --detect -o json | jq -r '.text'
              For programs; a record that was refused is an object with "refused".
          driftlock push app </dev/null
              Sends only what still waits. While the service is away push keeps what it reads, up to 1 GiB, and ends
              with 2 if something is left.

        DRIFTLOCK_API_KEY or --key-file has the key: it needs the scope ingest, and detect for --detect.
        """;

    public static Command Create(Terminal terminal)
    {
        var options = new PushOptions();
        var spools = new SpoolOptions();
        var output = new RemoteOutputOptions();
        var service = new ServiceOptions();
        var command = new Command("push", "Sends records to the service; what cannot be delivered waits on the disk.");
        options.AddTo(command);
        spools.AddTo(command);
        output.AddTo(command);
        service.AddTo(command);
        command.AddExamples(Examples);
        command.SetAction(async (result, cancellationToken) =>
        {
            var order = options.Read(result);
            var access = service.Read(result);
            if (!access.IsSuccess) return ServiceErrors.Refuse(terminal, access.Error);

            var inputs = Source.Check(order.Inputs, order.TakesAnyBytes);
            if (!inputs.IsSuccess) return ServiceErrors.Refuse(terminal, inputs.Error);

            var opened = spools.Open(result, order.Stream, access.Value);
            if (!opened.IsSuccess) return ServiceErrors.Refuse(terminal, opened.Error);

            using var spool = opened.Value;
            if (IsByHand(order))
            {
                if (spool.Found.Count == 0)
                {
                    terminal.Say("push reads files, or lines from a pipe: tail -f app.log | driftlock push app");
                    return ExitCode.WrongUsage;
                }

                order = order with { Inputs = [] };
            }

            using var client = new ServiceClient(access.Value, TimeProvider.System);
            using var findings = output.Read(result, terminal);
            var told = new PushTold(order, terminal, findings, TimeProvider.System);
            var run = new PushRun(order, new PushClient(client, order.Stream), spool, told, TimeProvider.System);
            return await run.RunAsync(cancellationToken);
        });
        return command;
    }

    // Nobody types records; but whoever calls it so may want what waits to be sent.
    private static bool IsByHand(PushOrder order) => order.Inputs is [Source.StandardInput]
        && !StandardStreams.IsClosed(StandardStreams.Input) && !Console.IsInputRedirected;
}
