using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace Driftlock.Api.Shared.Telemetry;

/// <summary>
/// Where log lines go: to standard error, as JSON or, for people, as text. Levels are those of the section
/// <c>Logging</c>. The one file that knows Serilog.
/// </summary>
internal static class Logs
{
    private const string ForPeople = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj} {RequestId}{NewLine}{Exception}";

    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration().MinimumLevel.Verbose();
        var text = builder.Configuration["Logs:Format"] is { } format ? format == "text" : builder.Environment.IsDevelopment();
        logger = text
            ? logger.WriteTo.Console(outputTemplate: ForPeople, standardErrorFromLevel: LevelAlias.Minimum)
            : logger.WriteTo.Console(new JsonFormatter(renderMessage: true), standardErrorFromLevel: LevelAlias.Minimum);
        builder.Logging.ClearProviders();
        // Not by its own extension, which would let every level pass for it. The container disposes what it makes.
        builder.Services.AddSingleton<ILoggerProvider>(
            _ => new SerilogLoggerProvider(logger.CreateLogger(), dispose: true));
    }
}
