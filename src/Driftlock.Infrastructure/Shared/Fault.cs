using System.Diagnostics;
using System.Globalization;

namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// Named places between two steps at which a test may end the process, or throw. Off, a place costs one look at a flag.
/// </summary>
internal static class Fault
{
    /// <summary>
    /// Ends the process as <c>kill -9</c> does when it comes to that place: <c>NAME</c>, or <c>NAME:3</c> for the third
    /// time.
    /// </summary>
    public const string Variable = "DRIFTLOCK_FAULT";

    private static readonly string[] Wanted = Environment.GetEnvironmentVariable(Variable)?.Split(':') ?? [];

    private static readonly AsyncLocal<Action<string>?> Hook = new();

    private static int left = Wanted is [_, var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 1;

    private static bool on = Wanted.Length > 0;

    /// <summary>Says that the work of this process has come to that place.</summary>
    public static void Point(string name)
    {
        if (on) Reach(name);
    }

    /// <summary>For tests in this process: what is started from here on calls that at every place.</summary>
    public static void OnReach(Action<string>? hook) => (Hook.Value, on) = (hook, on || hook is not null);

    private static void Reach(string name)
    {
        Hook.Value?.Invoke(name);
        if (Wanted is not [var wanted, ..] || wanted != name || Interlocked.Decrement(ref left) != 0) return;

        using var own = Process.GetCurrentProcess();
        own.Kill();
    }
}
