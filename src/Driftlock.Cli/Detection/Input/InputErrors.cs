using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Input;

/// <summary>Why an input is refused.</summary>
internal static class InputErrors
{
    public static Error NoName { get; } = Refuse("input.no_name", "The name of a file is empty.");

    public static Error StandardInputTwice { get; } = Refuse("input.twice", "Standard input can be read only once.");

    public static Error StandardInputClosed { get; } = Refuse("input.closed", "Standard input is closed.");

    public static Error Unreadable(string name, Exception cause) =>
        Refuse("input.unreadable", $"{SafeText.Of(name)}: {IoReason.Of(cause)}.");

    public static Error Directory(string name) =>
        Refuse("input.directory", $"{SafeText.Of(name)} is a directory; name the files in it.");

    public static Error ReadOnce(string title) => Refuse(
        "input.read_once", $"explain reads a log twice, and {title} can be read only once: save it to a file first.");

    public static Error Binary(string name, int offset) => Refuse(
        "input.binary",
        $"{Source.TitleOf(name)} is no text (NUL at byte {offset}); --text takes it as text all the same.");

    public static Error Utf16(string name) => Refuse(
        "input.utf16",
        name == Source.StandardInput
            ? "standard input is UTF-16; put iconv -f UTF-16 -t UTF-8 before driftlock in the pipe."
            : $"{SafeText.Of(name)} is UTF-16; convert it: iconv -f UTF-16 -t UTF-8 {SafeText.Of(name)} > utf8.log");

    public static Error NoSuchLine(string name, long line, long lines) =>
        Refuse("input.no_such_line", $"{SafeText.Of(name)} has no line {line}; it ends with line {lines}.");

    private static Error Refuse(string code, string message) => new(ErrorKind.Invalid, code, message);
}
