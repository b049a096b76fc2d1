using System.Globalization;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>Changes what a stream is called, how it takes events and how long it keeps them; what is not given stays.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug.</param>
/// <param name="Name">Its new name for people.</param>
/// <param name="DetectOnIngest">Whether events that are only sent are scored too.</param>
/// <param name="Actor">Who does it, as in <see cref="AuditEntry"/>.</param>
public sealed record ChangeStream(
    OrganizationId Organization, string Stream, string? Name, bool? DetectOnIngest, string Actor)
    : ICommand<KnownStream>, IForOrganization
{
    /// <summary>Days for which events that come from here on are kept, where the plan keeps them longer.</summary>
    public short? RetentionDays { get; init; }
}

file sealed class Rules : AbstractValidator<ChangeStream>
{
    public Rules()
    {
        RuleFor(command => command.Name)
            .Must(name => name is null or { Length: > 0 and <= EventStream.LongestName })
            .WithMessage($"1 to {EventStream.LongestName} characters.");
        RuleFor(command => command.RetentionDays).MustBeRetentionClass();
    }
}

file sealed class Handler(IDetectionDb db, IStreamStandings standings, IMediator mediator, Commit commit)
    : ICommandHandler<ChangeStream, KnownStream>
{
    public async Task<Result<KnownStream>> Handle(ChangeStream command, CancellationToken cancellationToken)
    {
        // Whenever this one is overtaken, another is through.
        while (true)
        {
            try
            {
                return await ChangeAsync(command, cancellationToken);
            }
            catch (DbUpdateConcurrencyException overtaken)
            {
                // Another change, or its erasure, in the same moment: this one comes after it.
                foreach (var entry in overtaken.Entries) await entry.ReloadAsync(cancellationToken);
            }
        }
    }

    private async Task<Result<KnownStream>> ChangeAsync(ChangeStream command, CancellationToken cancellationToken)
    {
        var known = await mediator.Send(new GetStream(command.Organization, command.Stream), cancellationToken);
        if (!known.IsSuccess) return known;

        var id = known.Value.Stream.Id;
        if (await db.Streams.SingleOrDefaultAsync(one => one.Id == id, cancellationToken) is not { } stream)
        {
            return DetectionErrors.NoSuchStream;
        }

        stream.Name = command.Name ?? stream.Name;
        stream.DetectOnIngest = command.DetectOnIngest ?? stream.DetectOnIngest;
        stream.RetentionDays = command.RetentionDays ?? stream.RetentionDays;
        // Also where nothing differs, so that another change or the erasure is noticed.
        db.Streams.Update(stream);
        var act = new AuditEntry(
            command.Organization, command.Actor, "detection.stream_changed", $"stream:{stream.Id.Value}")
        {
            Details = new Dictionary<string, string>
            {
                ["name"] = stream.Name,
                ["detect_on_ingest"] = stream.DetectOnIngest ? "true" : "false",
                ["retention_days"] = stream.RetentionDays?.ToString(CultureInfo.InvariantCulture) ?? "plan",
            },
        };
        try
        {
            var saved = await commit.SaveAsync(db, act, cancellationToken);
            return saved.IsSuccess ? known.Value with { Stream = stream } : saved.Error;
        }
        finally
        {
            // Whatever breaks off may have come after the commit.
            standings.Forget();
        }
    }
}
