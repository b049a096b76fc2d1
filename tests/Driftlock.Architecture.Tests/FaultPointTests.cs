using System.Text.RegularExpressions;
using Driftlock.Testing.Crashes;
using Driftlock.Testing.Shared;

namespace Driftlock.Architecture.Tests;

/// <summary>Every place at which a test may end the process stands, once, in a table that says what happens then.</summary>
public sealed partial class FaultPointTests
{
    [Fact]
    public void Every_fault_point_is_in_a_table_and_every_name_in_a_table_is_a_fault_point()
    {
        var documents = Directory.GetFiles(Path.Combine(Checkout.Root, "docs", "modules"), "*.md");

        Differences(FaultPoints.Sources(), documents.Select(File.ReadAllText)).Should().BeEmpty();
        FaultPoints.All.Should().HaveCountGreaterThan(20);
    }

    [Fact]
    public void What_drifts_is_found()
    {
        const string Code = """
            Fault.Point("work.begun"); Fault.Point("work.begun"); Fault.Point("work.untold"); Fault.Point(name);
            """;
        const string Table = """
            `work.outside`
            | The process ends at | What is there | What happens |
            |---|---|---|
            | `work.begun`, before `work.gone` | `work.row` | nothing |

            | Other | Table |
            |---|---|
            | `work.other` | |
            """;

        Differences([Code], [Table]).Should().BeEquivalentTo(
            "work.begun is there 2 times", "work.untold is in no table", "work.gone is in a table alone",
            "Fault.Point(name) has no name that can be read");
    }

    private static IEnumerable<string> Differences(IEnumerable<string> code, IEnumerable<string> documents)
    {
        var points = code.SelectMany(PointsIn).ToList();
        var told = documents.SelectMany(ToldIn).ToHashSet();
        return
        [
            .. points.Where(point => point.StartsWith('(')).Select(point => $"Fault.Point{point} has no name that can be read"),
            .. points.Where(point => !point.StartsWith('(')).GroupBy(point => point).Where(same => same.Count() > 1)
                .Select(same => $"{same.Key} is there {same.Count()} times"),
            .. points.Where(point => !point.StartsWith('(') && !told.Contains(point)).Distinct()
                .Select(point => $"{point} is in no table"),
            .. told.Except(points).Select(point => $"{point} is in a table alone"),
        ];
    }

    // A name; or what stands in the brackets instead of one.
    private static IEnumerable<string> PointsIn(string code) => FaultPoints.Call.Matches(code)
        .Select(call => call.Groups["name"] is { Success: true, Value: var name } ? name : call.Groups["brackets"].Value);

    private static IEnumerable<string> ToldIn(string document) => Table().Matches(document)
        .SelectMany(table => table.Groups["first"].Captures)
        .SelectMany(cell => Name().Matches(cell.Value))
        .Select(name => name.Groups["name"].Value);

    [GeneratedRegex(@"^\| The process ends at \|.*\n\|[-|]+\|\n(?:\|(?<first>[^|\n]*)\|.*\n?)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex("`(?<name>[a-z_.]+)`")]
    private static partial Regex Name();
}
