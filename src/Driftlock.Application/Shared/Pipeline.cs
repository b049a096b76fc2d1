using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Application.Shared;

/// <summary>The way from a request to its handler.</summary>
public static class Pipeline
{
    private static readonly Type[] FoundByScan = [typeof(IRequestHandler<,>), typeof(INotificationHandler<>), typeof(IValidator<>)];

    /// <summary>Registers the mediator, and by one scan of this assembly all handlers and rules.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddTransient<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddTransient<IMediator, Mediator>();
        services.AddTransient<Commit>();
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Traced<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Validation<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(InOrganization<,>));

        var registrations =
            from type in typeof(Pipeline).Assembly.GetTypes()
            where type is { IsAbstract: false, IsGenericTypeDefinition: false }
            from port in type.GetInterfaces()
            where port.IsGenericType && FoundByScan.Contains(port.GetGenericTypeDefinition())
            select (port, type);
        foreach (var (port, type) in registrations)
        {
            // Rules are read from their expressions once; they hold nothing of a request.
            var isRules = port.GetGenericTypeDefinition() == typeof(IValidator<>);
            var lifetime = isRules ? ServiceLifetime.Singleton : ServiceLifetime.Transient;
            services.Add(new ServiceDescriptor(port, type, lifetime));
        }

        return services;
    }
}
