using System.Globalization;
using Driftlock.Domain.Detection;
using FluentValidation;

namespace Driftlock.Application.Detection;

/// <summary>The rule for how long a stream may ask its events to be kept.</summary>
internal static class RetentionRule
{
    private static readonly string Classes = string.Join(
        ", ", EventStream.RetentionClasses.Select(days => days.ToString(CultureInfo.InvariantCulture)));

    public static IRuleBuilderOptions<T, short?> MustBeRetentionClass<T>(this IRuleBuilder<T, short?> rule) => rule
        .Must(days => days is not { } chosen || EventStream.RetentionClasses.Contains(chosen))
        .WithMessage($"One of {Classes} days.");
}
