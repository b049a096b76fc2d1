using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Application.Shared;

/// <summary>A question: its answer changes nothing.</summary>
public interface IQuery<TResponse> : IRequest<Result<TResponse>>
    where TResponse : notnull;

/// <summary>Answers one kind of question.</summary>
public interface IQueryHandler<in TQuery, TResponse> : IRequestHandler<TQuery, Result<TResponse>>
    where TQuery : IQuery<TResponse>
    where TResponse : notnull;
