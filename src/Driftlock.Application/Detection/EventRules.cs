using Driftlock.Domain.Detection;
using FluentValidation;

namespace Driftlock.Application.Detection;

/// <summary>What every event of a request has to keep to.</summary>
internal static class EventRules
{
    /// <summary>
    /// Each event fits: one rule that walks over them, since a rule for each costs more than reading a request of usual
    /// events.
    /// </summary>
    public static void EachFits<T>(this IRuleBuilder<T, IReadOnlyList<IncomingEvent>> events) => events.Custom(
        (all, context) =>
        {
            for (var place = 0; place < all.Count; place++)
            {
                if (all[place].Text.Length > IncomingEvent.Longest)
                {
                    context.AddFailure(Where(place), $"An event has at most {IncomingEvent.Longest} bytes.");
                }

                if (all[place].Id is { Length: 0 or > ClientId.Longest })
                {
                    context.AddFailure(Where(place), $"An id has 1 to {ClientId.Longest} characters.");
                }

                if (all[place].Attributes is { Length: > IncomingEvent.LongestAttributes })
                {
                    context.AddFailure(
                        Where(place), $"Attributes have at most {IncomingEvent.LongestAttributes} characters.");
                }
            }

            string Where(int place) => $"{context.PropertyPath}[{place}]";
        });
}
