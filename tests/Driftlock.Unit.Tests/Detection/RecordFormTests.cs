using System.Text;
using Driftlock.Cli.Detection.Push;

namespace Driftlock.Unit.Tests.Detection;

public sealed class RecordFormTests
{
    [Theory]
    [InlineData("app.log", "a line\n", "Lines")]
    [InlineData("app.log", "{\"a\": 1}\nmore", "Ndjson")]
    [InlineData("app.log", "\ufeff {\"a\": 1}\r\n", "Ndjson")]
    [InlineData("app.log", "{\"a\": \"a long line whose end is not in sight", "Ndjson")]
    [InlineData("app.log", "{thread-1} started\n", "Lines")]
    [InlineData("app.log", "{\"a\": 1\n", "Lines")]
    [InlineData("app.log", "", "Lines")]
    [InlineData("-", "{}\n", "Ndjson")]
    [InlineData("app.NDJSON.gz", "a line\n", "Ndjson")]
    [InlineData("app.jsonl", "", "Ndjson")]
    [InlineData("app.csv", "{}\n", "Csv")]
    [InlineData("app.csv.gz", "", "Csv")]
    public void The_end_of_the_name_tells_or_else_the_first_line(string name, string head, string form) =>
        RecordForms.Guess(name, Encoding.UTF8.GetBytes(head)).ToString().Should().Be(form);
}
