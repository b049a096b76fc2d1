using System.Data.Common;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// The tables of one module, in a schema of its own. Saving writes the events that aggregates raised to the module's
/// outbox, in the same transaction.
/// </summary>
public abstract class ModuleDbContext(
    DbContextOptions options, string schema, IDatabaseAccess access, TimeProvider clock)
    : DbContext(options), IModuleDb
{
    /// <summary>For whom it reads and writes.</summary>
    internal IDatabaseAccess Access => access;

    /// <summary>Where its tables are.</summary>
    internal string SchemaName => schema;

    /// <summary>Whether it wrote messages of which the relays have not been told.</summary>
    internal bool HasNewMessages { get; set; }

    /// <summary>What all nodes are to be told once the transaction is committed: channel and news.</summary>
    internal HashSet<(string Channel, string About)> News { get; } = [];

    /// <inheritdoc/>
    public async Task<Result> SaveAsync(
        Func<DbTransaction, Task<Result>> before, Func<DbTransaction, Task> after, CancellationToken cancellationToken)
    {
        await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
        var allowed = await before(transaction.GetDbTransaction());
        if (!allowed.IsSuccess) return allowed;

        Fault.Point("change.allowed");
        await SaveChangesAsync(cancellationToken);
        Fault.Point("change.saved");
        await after(transaction.GetDbTransaction());
        Fault.Point("change.committing");
        await transaction.CommitAsync(cancellationToken);
        Fault.Point("change.committed");
        return Result.Success;
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Saving is asynchronous.");

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        IRaisesEvents[] raisers = [.. ChangeTracker.Entries<IRaisesEvents>().Select(entry => entry.Entity)];
        Set<OutboxMessage>().AddRange(OutboxMessage.AllOf(raisers, clock));
        foreach (var raiser in raisers) raiser.ForgetRaised();
        HasNewMessages |= ChangeTracker.Entries<OutboxMessage>().Any(message => message.State == EntityState.Added);
        // Nobody goes on with a transaction in which something failed.
        Database.AutoSavepointsEnabled = false;
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } broken)
        {
            throw new UniqueViolationException(broken.ConstraintName ?? "", exception);
        }
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var module = GetType().Namespace;
        modelBuilder.HasDefaultSchema(schema);
        modelBuilder.ApplyConfigurationsFromAssembly(GetType().Assembly, type => type.Namespace == module);
        modelBuilder.ApplyConfiguration(new OutboxMessageConfiguration());
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Conventions.Add(_ => new SnakeCase());
        // What an aggregate raised is saved as messages, not as a part of it.
        configurationBuilder.IgnoreAny<IReadOnlyList<IEvent>>();
        configurationBuilder.ConvertTypedIds();
    }
}
