using Driftlock.Domain.Shared;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>
/// The stable names of events in stored messages: <c>detection.anomalies_found</c> is <c>AnomaliesFound</c> of the module
/// Detection. Renaming an event therefore needs its old name here as long as old messages are stored.
/// </summary>
internal static class EventNames
{
    private static readonly Dictionary<string, Type> Types = typeof(IEvent).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IEvent)))
        .ToDictionary(Of, StringComparer.Ordinal);

    // Driftlock.Domain.<Module>.Events.<Name>
    public static string Of(Type happened) =>
        $"{SnakeCase.Of(happened.Namespace!.Split('.')[2])}.{SnakeCase.Of(happened.Name)}";

    public static bool IsKnown(string name) => Types.ContainsKey(name);

    public static Type TypeOf(string name) =>
        Types.TryGetValue(name, out var type)
            ? type
            : throw new KeyNotFoundException($"No event is called {name}.");
}
