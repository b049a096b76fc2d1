namespace Driftlock.Domain.Detection;

/// <summary>Cuts a text into words, spaces and single signs; put together again they are the text.</summary>
internal ref struct TextTokens
{
    private ReadOnlySpan<char> rest;

    private TextTokens(ReadOnlySpan<char> text) => rest = text;

    public ReadOnlySpan<char> Text { get; private set; }

    public readonly bool IsWord => !Text.IsEmpty && IsWordCharacter(Text[0]);

    public readonly TextTokens Current => this;

    public static TextTokens Of(ReadOnlySpan<char> text) => new(text);

    public readonly TextTokens GetEnumerator() => this;

    public bool MoveNext()
    {
        if (rest.IsEmpty) return false;

        var length = 1;
        if (IsWordCharacter(rest[0]))
        {
            while (length < rest.Length && IsWordCharacter(rest[length])) length++;
        }
        else if (char.IsWhiteSpace(rest[0]))
        {
            while (length < rest.Length && char.IsWhiteSpace(rest[length])) length++;
        }

        Text = rest[..length];
        rest = rest[length..];
        return true;
    }

    // The halves of a character outside the first plane stay together.
    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_' || char.IsSurrogate(c);
}
