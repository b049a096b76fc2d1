using Driftlock.Application.Detection.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;

namespace Driftlock.Application.Keys;

/// <summary>
/// Issues a key. Its secret is in the answer and nowhere else. Refused as <see cref="KeyErrors.ExpiryPassed"/>, or when the
/// organization has no such stream.
/// </summary>
/// <param name="Organization">For whom it acts.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Actor">Who issues it, as in <see cref="AuditEntry"/>.</param>
public sealed record IssueApiKey(OrganizationId Organization, string Name, string Actor)
    : ICommand<IssuedApiKey>, IForOrganization
{
    /// <summary>What it may do, of <see cref="Scope.All"/>; nothing unless said.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The one stream that it may touch, if it is to be bound to one.</summary>
    public StreamId? Stream { get; init; }

    /// <summary>Requests a minute, if it is to be held shorter than its organization.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>When it ends, if it is to end by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The new key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">To be shown this once; only its digest is kept.</param>
/// <param name="CreatedAt">When it was issued.</param>
public sealed record IssuedApiKey(ApiKeyId Id, KeySecret Secret, DateTimeOffset CreatedAt);

file sealed class Rules : AbstractValidator<IssueApiKey>
{
    private static readonly string NoScope = $"Each one of {string.Join(", ", Scope.All)}, and once.";

    public Rules()
    {
        RuleFor(command => command.Name).NotEmpty().MaximumLength(ApiKey.LongestName);
        RuleFor(command => command.Scopes).Must(BeKnownAndDistinct).WithMessage(NoScope);
        RuleFor(command => command.RequestsPerMinute).InclusiveBetween(1, ApiKey.MostRequestsPerMinute);
    }

    private static bool BeKnownAndDistinct(IReadOnlyList<string> scopes) =>
        scopes.Count <= Scope.All.Count && scopes.Distinct().Count() == scopes.Count && !scopes.Except(Scope.All).Any();
}

file sealed class Handler(IKeysDb db, IKeySecrets secrets, IMediator mediator, Commit commit, TimeProvider clock)
    : ICommandHandler<IssueApiKey, IssuedApiKey>
{
    public async Task<Result<IssuedApiKey>> Handle(IssueApiKey command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (command.ExpiresAt <= now) return KeyErrors.ExpiryPassed;
        if (command.Stream is { } stream)
        {
            var bound = await mediator.Send(new GetStreamId(command.Organization, $"{stream.Value}"), cancellationToken);
            if (!bound.IsSuccess) return bound.Error;
        }

        var (secret, digest) = secrets.Create();
        var key = new ApiKey
        {
            Id = ApiKeyId.New(clock),
            Organization = command.Organization,
            Name = command.Name,
            Scopes = command.Scopes,
            Stream = command.Stream,
            RequestsPerMinute = command.RequestsPerMinute,
            Prefix = secret.Prefix,
            Last4 = secret.Last4,
            Digest = digest,
            CreatedAt = now,
            ExpiresAt = command.ExpiresAt,
        };
        db.ApiKeys.Add(key);
        db.KeyOwners.Add(new KeyOwner { Key = key.Id, Organization = key.Organization, Digest = digest.Hex });
        var saved = await commit.SaveAsync(db, Entry(command, key), cancellationToken);
        return saved.IsSuccess ? new IssuedApiKey(key.Id, secret, now) : saved.Error;
    }

    private static AuditEntry Entry(IssueApiKey command, ApiKey key) =>
        new(key.Organization, command.Actor, "keys.issued", $"key:{key.Id.Value}")
        {
            Details = new Dictionary<string, string>
            {
                ["name"] = key.Name,
                ["last4"] = key.Last4,
                ["scopes"] = string.Join(' ', key.Scopes),
            },
        };
}
