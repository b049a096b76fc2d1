using System.Reflection;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>The cache of models is bounded by bytes, so what it keeps has to weigh what it holds.</summary>
public sealed class ModelCacheTests
{
    [Fact]
    public async Task A_state_that_has_read_a_large_entry_holds_no_more_than_it_weighs()
    {
        await using var services = MigratedDatabase.Services("");
        var scorer = services.GetRequiredService<IAnomalyScorer>();
        using var state = new StreamState(scorer, new StreamModelOptions(BaselineEvents: 10));

        var scores = state.Apply(LargeEntry());

        scores.Count.Should().Be(60_000);
        HeldBy(state, [scorer]).Should().BeLessThan(state.Bytes);
    }

    [Theory]
    [InlineData("Bytes", "-1")]
    [InlineData("Bytes", "9000000000000000")]
    [InlineData("MostWaiting", "-1")]
    [InlineData("MostWaiting", "5000")]
    public async Task A_service_with_a_size_that_is_none_does_not_start(string setting, string value)
    {
        await using var services = MigratedDatabase.Services("", settings: ($"Detection:Models:{setting}", value));

        var start = () => services.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().WithMessage($"*{setting}*");
    }

    private static LogEntry LargeEntry() => new()
    {
        Organization = default,
        Stream = default,
        Sequence = 0,
        Length = 60_000,
        Kind = LogEntryKind.Events,
        At = default,
        RetentionDays = 7,
        Learned = true,
        Texts = Enumerable.Repeat((byte)'a', 60_000 * 20).ToArray(),
        Ends = [.. Enumerable.Range(1, 60_000).Select(number => 20 * number)],
    };

    // Elements of all arrays that can be reached over fields of the product's own types and of collections.
    private static long HeldBy(object? holder, HashSet<object> seen)
    {
        if (holder is null or string or Delegate or Pointer || !seen.Add(holder)) return 0;

        var type = holder.GetType();
        if (holder is Array array)
        {
            var element = type.GetElementType()!;
            if (element.IsPrimitive) return Buffer.ByteLength(array);

            return array.Cast<object?>().Sum(one => element.IsValueType ? 16 : 8 + HeldBy(one, seen));
        }

        if (type.Namespace?.Split('.') is not (["Driftlock", ..] or ["System", "Collections", ..])) return 0;

        return type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => !field.FieldType.IsPointer)
            .Sum(field => HeldBy(field.GetValue(holder), seen));
    }
}
