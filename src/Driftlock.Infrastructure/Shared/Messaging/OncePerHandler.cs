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

/// <summary>A message as its reactions take it.</summary>
internal sealed record DueMessage(Guid Id, IEvent Event);

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

        /// <summary>Whether each of them takes several events at once.</summary>
        bool TakesMany { get; }

        Task ReactAsync(
            Type reaction,
            IReadOnlyList<DueMessage> messages,
            IServiceProvider scope,
            CancellationToken cancellationToken);
    }

    /// <summary>Whether events like this one may come together with others of their organization.</summary>
    public bool TakesMany(Type happened) => RouteOf(happened).TakesMany;

    /// <summary>
    /// Runs all reactions that have not run for these messages, of one type and organization; one that fails stops none of
    /// the others.
    /// </summary>
    /// <exception cref="AggregateException">At least one failed, with what they failed on.</exception>
    public async Task DeliverAsync(IReadOnlyList<DueMessage> messages)
    {
        var route = RouteOf(messages[0].Event.GetType());
        var failures = new List<Exception>();
        foreach (var reaction in route.Reactions)
        {
            try
            {
                await ReactOnceAsync(route, reaction, messages);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failures.Add(failure);
            }
        }

        if (failures is [var only]) ExceptionDispatchInfo.Throw(only);
        if (failures.Count > 0) throw new AggregateException(failures);
    }

    private async Task ReactOnceAsync(IRoute route, Reaction reaction, IReadOnlyList<DueMessage> messages)
    {
        var organization = messages[0].Event.Organization;
        using var limit = new CancellationTokenSource(LongestReaction, clock);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
        var context = (DbContext)scope.ServiceProvider.GetRequiredService(reaction.Module.Context);
        await using var transaction = await context.Database.BeginTransactionAsync(limit.Token);
        var entered = await EnterAsync(reaction, organization, messages, transaction, limit.Token);
        if (entered.Count == 0) return;

        Fault.Point("inbox.entered");
        await route.ReactAsync(reaction.Handler, entered, scope.ServiceProvider, limit.Token);
        Fault.Point("inbox.reacted");
        await transaction.CommitAsync(limit.Token);
        Fault.Point("inbox.committed");
    }

    // Those that have not run. Waits for whoever is in the middle of the same reaction, and then finds its row or not. The
    // reaction itself does not wait for the disk: its message is taken out after it, so a server that loses this has lost
    // that too.
    private async Task<IReadOnlyList<DueMessage>> EnterAsync(
        Reaction reaction,
        OrganizationId organization,
        IReadOnlyList<DueMessage> messages,
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
                    select $1, message, $3, $4 from unnest($2) message order by message
                    on conflict do nothing returning message
                    """)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = organization.Value },
                        new NpgsqlParameter<Guid[]> { TypedValue = [.. messages.Select(one => one.Id)] },
                        new NpgsqlParameter<string> { TypedValue = reaction.Name },
                        new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
                    },
                },
            },
        };
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        var entered = new HashSet<Guid>();
        while (await row.ReadAsync(cancellationToken)) entered.Add(row.GetGuid(0));
        return [.. messages.Where(one => entered.Contains(one.Id))];
    }

    private IRoute RouteOf(Type happened) => routes.GetOrAdd(happened, NewRoute);

    private IRoute NewRoute(Type happened)
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

        public bool TakesMany => Reactions.All(one => one.Handler.IsAssignableTo(typeof(IReactionToMany<TEvent>)));

        public async Task ReactAsync(
            Type reaction,
            IReadOnlyList<DueMessage> messages,
            IServiceProvider scope,
            CancellationToken cancellationToken)
        {
            Occurred<TEvent>[] occurred =
                [.. messages.Select(one => new Occurred<TEvent>(one.Id, (TEvent)one.Event))];
            var handler = ActivatorUtilities.CreateInstance(scope, reaction);
            if (handler is IReactionToMany<TEvent> many)
            {
                await many.HandleAll(occurred, cancellationToken);
                return;
            }

            foreach (var one in occurred)
            {
                await ((INotificationHandler<Occurred<TEvent>>)handler).Handle(one, cancellationToken);
            }
        }
    }
}
