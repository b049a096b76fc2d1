using System.Text;
using Driftlock.Domain.Detection;

namespace Driftlock.Unit.Tests.Detection;

public sealed class SeenWordsTests
{
    [Fact]
    public void A_word_counts_once_an_event_and_only_as_a_whole()
    {
        var seen = new SeenWords(Encoding.UTF8.GetBytes("disk full"), [new WordCost(5, 9, 30, 30), new WordCost(0, 4, 2, 2)]);

        foreach (var other in new[] { "disk full full", "disks are fullish", "a (disk) at 40 %", "" })
        {
            seen.Add(Encoding.UTF8.GetBytes(other));
        }

        seen.Counts.Should().Equal(1, 2);
    }
}
