namespace Driftlock.Testing.Shared;

/// <summary>A clock that stands until it is moved.</summary>
public sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<Timer> timers = [];
    private long ticks = now.UtcTicks;

    /// <summary>Whether timers wait for this clock too, and not for the real one.</summary>
    public bool MovesTimers { get; init; }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref ticks), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref ticks);

    /// <summary>Moves the clock, and lets the timers go off that were set for a moment up to then.</summary>
    public void Advance(TimeSpan by)
    {
        var moment = Interlocked.Add(ref ticks, by.Ticks);
        Timer[] due;
        lock (gate) due = [.. timers.Where(timer => timer.IsDue(moment))];
        foreach (var timer in due) timer.GoOff();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (!MovesTimers) return base.CreateTimer(callback, state, dueTime, period);

        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ManualTime clock, Action callback) : ITimer
    {
        private long? dueAt;
        private TimeSpan every;

        public bool IsDue(long moment) => dueAt <= moment;

        public void GoOff()
        {
            lock (clock.gate)
            {
                if (!clock.timers.Contains(this)) return;

                if (every > TimeSpan.Zero) dueAt += every.Ticks;
                else dueAt = null;
            }

            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                (dueAt, every) = (dueTime < TimeSpan.Zero ? null : clock.GetTimestamp() + dueTime.Ticks, period);
                return clock.timers.Add(this);
            }
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
