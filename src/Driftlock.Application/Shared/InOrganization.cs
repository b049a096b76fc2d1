using MediatR;

namespace Driftlock.Application.Shared;

/// <summary>Enters the organization of a request before anything of it touches the database.</summary>
internal sealed class InOrganization<TRequest, TResponse>(IDatabaseAccess access)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is IForOrganization { Organization: var organization }) access.Enter(organization);
        return next();
    }
}
