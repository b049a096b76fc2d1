using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>
/// Brings a message to each of its reactions, once: the reaction runs in a scope of its own, inside a transaction of its
/// module's context that begins with a row in the module's inbox. The mediator would stop at the first that fails.
/// </summary>
internal sealed class OncePerHandler(IServiceScopeFactory scopes, IEnumerable<ModuleSchema> modules, TimeProvider clock)
{
    /// <summary>Then a reaction is told to give up, and is tried again like one that failed.</summary>
    public static readonly TimeSpan LongestReaction = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Type, IRoute> routes = new();

    private interface IRoute
    {
        IReadOnlyList<Reaction> Reactions { get; }

        Task ReactAsync(
            Type reaction, Guid message, IEvent happened, IServiceProvider scope, CancellationToken cancellationToken);
    }

    /// <summary>Runs all reactions that have not run for this message; one that fails stops none of the others.</summary>
    /// <exception cref="AggregateException">At least one failed, with what they failed on.</exception>
    public async Task DeliverAsync(Guid message, IEvent happened)
    {
        var route = routes.GetOrAdd(happened.GetType(), RouteOf);
        var failures = new List<Exception>();
        foreach (var reaction in route.Reactions)
        {
            try
            {
                await ReactOnceAsync(route, reaction, message, happened);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failures.Add(failure);
            }
        }

        if (failures is [var only]) ExceptionDispatchInfo.Throw(only);
        if (failures.Count > 0) throw new AggregateException(failures);
    }

    private async Task ReactOnceAsync(IRoute route, Reaction reaction, Guid message, IEvent happened)
    {
        using var limit = new CancellationTokenSource(LongestReaction, clock);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(happened.Organization);
        var context = (DbContext)scope.ServiceProvider.GetRequiredService(reaction.Module.Context);
        await using var transaction = await context.Database.BeginTransactionAsync(limit.Token);
        if (!await TryEnterAsync(reaction, message, happened, transaction, limit.Token)) return;

        Fault.Point("inbox.entered");
        await route.ReactAsync(reaction.Handler, message, happened, scope.ServiceProvider, limit.Token);
        Fault.Point("inbox.reacted");
        await transaction.CommitAsync(limit.Token);
        Fault.Point("inbox.committed");
    }

    // Waits for whoever is in the middle of the same reaction, and then finds its row or not. The reaction itself does not
    // wait for the disk: its message is taken out after it, so a server that loses this has lost that too.
    private async Task<bool> TryEnterAsync(
        Reaction reaction,
        Guid message,
        IEvent happened,
        IDbContextTransaction transaction,
        CancellationToken cancellationToken)
    {
        var riding = (NpgsqlTransaction)transaction.GetDbTransaction();
        await using var batch = new NpgsqlBatch(riding.Connection, riding)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("set local synchronous_commit to off"),
                new NpgsqlBatchCommand($"""
                    insert into {reaction.Module.Schema}.inbox (organization, message, reaction, handled_at)
                    values ($1, $2, $3, $4) on conflict do nothing
                    """)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = happened.Organization.Value },
                        new NpgsqlParameter<Guid> { TypedValue = message },
                        new NpgsqlParameter<string> { TypedValue = reaction.Name },
                        new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
                    },
                },
            },
        };
        return await batch.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private IRoute RouteOf(Type happened)
    {
        using var scope = scopes.CreateScope();
        return (IRoute)Activator.CreateInstance(
            typeof(Route<>).MakeGenericType(happened), scope.ServiceProvider, modules)!;
    }

    private sealed class Route<TEvent>(IServiceProvider services, IEnumerable<ModuleSchema> modules) : IRoute
        where TEvent : IEvent
    {
        public IReadOnlyList<Reaction> Reactions { get; } =
        [
            .. services.GetServices<INotificationHandler<Occurred<TEvent>>>()
                .Select(handler => Reaction.Of(handler.GetType(), modules)),
        ];

        public Task ReactAsync(
            Type reaction, Guid message, IEvent happened, IServiceProvider scope, CancellationToken cancellationToken)
        {
            var handler = (INotificationHandler<Occurred<TEvent>>)ActivatorUtilities.CreateInstance(
                scope, reaction);
            return handler.Handle(new Occurred<TEvent>(message, (TEvent)happened), cancellationToken);
        }
    }
}
