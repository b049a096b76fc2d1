using System.Diagnostics;
using System.Diagnostics.Metrics;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Application.Shared;

/// <summary>What this product tells of itself, beside what the framework tells of it.</summary>
public static class Telemetry
{
    /// <summary>Names the source of activities and the meter.</summary>
    public const string Name = "Driftlock";

    /// <summary>One activity per use case, named after its request.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>The meter that all modules count with.</summary>
    public static Meter Meter { get; } = new(Name);
}

/// <summary>One activity and one measure per use case: its name and how it ended, never what it was asked.</summary>
internal sealed class Traced<TRequest, TResponse>(TimeProvider clock) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IRefusable<TResponse>
{
    private const string Done = "done";
    private const string Thrown = "thrown";

    private static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram<double>(
        "driftlock.use_case.duration", "s", "Time of a use case, by its name and how it ended.");

    public async Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var (start, outcome) = (clock.GetTimestamp(), Thrown);
        using var activity = Telemetry.Activities.StartActivity(typeof(TRequest).Name);
        try
        {
            var response = await next();
            outcome = response.Error?.Code ?? Done;
            return response;
        }
        finally
        {
            activity?.SetTag("driftlock.outcome", outcome);
            if (outcome == Thrown) activity?.SetStatus(ActivityStatusCode.Error);
            var tags = new TagList { { "use_case", typeof(TRequest).Name }, { "outcome", outcome } };
            Duration.Record(clock.GetElapsedTime(start).TotalSeconds, tags);
        }
    }
}
