namespace Driftlock.Domain.Shared;

/// <summary>An id that cannot be taken for the id of something else. On the wire it is an opaque string.</summary>
/// <typeparam name="TSelf">The id itself: <c>readonly record struct XId(Guid Value) : ITypedId&lt;XId&gt;</c>.</typeparam>
public interface ITypedId<TSelf>
    where TSelf : struct, ITypedId<TSelf>
{
    /// <summary>The bare value, for the edges alone.</summary>
    Guid Value { get; }

    /// <summary>The id of this value, which came in over an edge.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>Makes new ids.</summary>
public static class TypedIds
{
    extension<TId>(TId)
        where TId : struct, ITypedId<TId>
    {
        /// <summary>A new id of UUID version 7: ordered by time, so never a secret.</summary>
        public static TId New(TimeProvider clock) => TId.From(Guid.CreateVersion7(clock.GetUtcNow()));
    }
}
