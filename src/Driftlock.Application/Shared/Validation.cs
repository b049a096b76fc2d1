using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;

namespace Driftlock.Application.Shared;

/// <summary>What every use case can refuse.</summary>
public static class RequestErrors
{
    /// <summary>The one answer to missing and bad credentials of every sort: a stranger learns nothing from it.</summary>
    public static Error Unauthenticated { get; } = new(
        ErrorKind.Unauthenticated, "request.unauthenticated", "There are no valid credentials.");

    /// <summary>The credentials are good, and not for this.</summary>
    /// <param name="scope">What would be needed.</param>
    public static Error ScopeMissing(string? scope) => new(
        ErrorKind.Forbidden, "request.scope_missing", $"This needs the scope {scope}; these credentials lack it.");

    /// <summary>The request's form breaks the rules of its use case.</summary>
    public static Error Invalid(IReadOnlyDictionary<string, string[]> fields) =>
        new(ErrorKind.Invalid, "request.invalid", "The request has not the form it must have.") { Fields = fields };
}

/// <summary>Asks the rules of a use case before its handler: a handler sees only requests of the right form.</summary>
internal sealed class Validation<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> rules)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IRefusable<TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var breaches = new List<(string Field, string Message)>();
        foreach (var validator in rules)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            breaches.AddRange(result.Errors.Select(error => (error.PropertyName, error.ErrorMessage)));
        }

        if (breaches.Count == 0) return await next();

        return TResponse.Fail(RequestErrors.Invalid(breaches
            .GroupBy(breach => breach.Field, breach => breach.Message)
            .ToDictionary(field => field.Key, field => field.ToArray())));
    }
}
