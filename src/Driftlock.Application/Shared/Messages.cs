using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Application.Shared;

/// <summary>A request on behalf of one organization: the database shows and takes rows of that one alone.</summary>
public interface IForOrganization
{
    /// <summary>The organization, from the credentials and never from the body.</summary>
    OrganizationId Organization { get; }
}

/// <summary>An order that answers with nothing but done.</summary>
public interface ICommand : IRequest<Result>;

/// <summary>An order.</summary>
public interface ICommand<TResponse> : IRequest<Result<TResponse>>
    where TResponse : notnull;

/// <summary>A question: its answer changes nothing.</summary>
public interface IQuery<TResponse> : IRequest<Result<TResponse>>
    where TResponse : notnull;

/// <summary>Carries out one kind of order.</summary>
public interface ICommandHandler<in TCommand> : IRequestHandler<TCommand, Result>
    where TCommand : ICommand;

/// <summary>Carries out one kind of order.</summary>
public interface ICommandHandler<in TCommand, TResponse> : IRequestHandler<TCommand, Result<TResponse>>
    where TCommand : ICommand<TResponse>
    where TResponse : notnull;

/// <summary>Answers one kind of question.</summary>
public interface IQueryHandler<in TQuery, TResponse> : IRequestHandler<TQuery, Result<TResponse>>
    where TQuery : IQuery<TResponse>
    where TResponse : notnull;

/// <summary>An event of some module that has been saved. It may come twice; a reaction runs once for it.</summary>
/// <param name="MessageId">Same for every delivery.</param>
/// <param name="Event">What happened.</param>
public sealed record Occurred<TEvent>(Guid MessageId, TEvent Event) : INotification
    where TEvent : IEvent;

/// <summary>
/// Reacts to an event once: in a scope of its own, inside a transaction of its module's context. What it writes through
/// that context is kept with the note that it has reacted; what else it does may happen again after a crash.
/// </summary>
public interface IReaction<TEvent> : INotificationHandler<Occurred<TEvent>>
    where TEvent : IEvent;

/// <summary>
/// A reaction that takes several events of one organization by the way that it takes one. If it fails on several, each of
/// them comes by itself.
/// </summary>
public interface IReactionToMany<TEvent> : IReaction<TEvent>
    where TEvent : IEvent
{
    /// <summary>Reacts to all of them, in one transaction.</summary>
    Task HandleAll(IReadOnlyList<Occurred<TEvent>> occurred, CancellationToken cancellationToken);
}
