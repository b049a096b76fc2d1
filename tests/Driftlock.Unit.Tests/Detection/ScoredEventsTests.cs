using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class ScoredEventsTests
{
    private static readonly WordCost First = new(0, 3, 2.5, 3.5);
    private static readonly WordCost Second = new(4, 9, 30.25, 41);

    [Fact]
    public void Each_event_has_its_own_words()
    {
        var results = new ScoredEvents();
        results.Add(new EventScore { Bits = 1 }, []);
        results.Add(new EventScore { Bits = 2 }, [First, Second]);
        results.Add(new EventScore { Bits = 3 }, [Second]);

        results.Count.Should().Be(3);
        results[1].Bits.Should().Be(2);
        results.Words(0).ToArray().Should().BeEmpty();
        results.Words(1).ToArray().Should().Equal(First, Second);
        results.Words(2).ToArray().Should().Equal(Second);
    }

    [Fact]
    public void Nothing_of_one_push_is_left_for_the_next()
    {
        var results = new ScoredEvents();
        results.Add(new EventScore { Bits = 1 }, [First]);

        results.Clear();
        results.Add(new EventScore { Bits = 2 }, []);

        results.Count.Should().Be(1);
        results.Words(0).ToArray().Should().BeEmpty();
    }
}
