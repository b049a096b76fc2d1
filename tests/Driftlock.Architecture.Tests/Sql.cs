using System.Text.RegularExpressions;

namespace Driftlock.Architecture.Tests;

/// <summary>
/// Finds the schemas that SQL names. Each module has one, called like it. No parser: it errs on the side of finding, so
/// an alias called like another module's schema is found too, and gets another name.
/// </summary>
internal static partial class Sql
{
    private const RegexOptions Free = RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase;

    private static readonly string Schema = $"(?<schema>{string.Join('|', Place.Modules.Select(SchemaOf))})";

    private static readonly Regex SchemaName = new($@"\b{Schema}\b", Free);

    private static readonly Regex QualifiedName = new($"""(?<![\w.@:$])"?{Schema}"?\s*\.\s*["\w*]""", Free);

    private static readonly Regex NamedSchema = new($"""
        \b(?:schema\s+(?:if\s+(?:not\s+)?exists\s+)?|call\s+[\w.]+\s*\()\s*["']?{Schema}\b
        """, Free);

    private static readonly Regex Clause = new($"""
        \b(?:from|join|into|update|table|using|references|on|only|exists|truncate|view|sequence|function)
        \s+"?{Schema}"?\s*\.\s*["\w]
        """, Free);

    /// <summary>The schemas of modules that a script, or a text that is SQL, names.</summary>
    public static IEnumerable<string> Schemas(string text)
    {
        var code = NoCode().Replace(text, KeepWhatRuns);
        return QualifiedName.Matches(code).Concat(NamedSchema.Matches(code))
            .Concat(SearchPath().Matches(code).SelectMany(path => SchemaName.Matches(path.Value)))
            .Select(match => match.Groups["schema"].Value.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>Whether a literal is a statement, or a piece of one with a table in it.</summary>
    public static bool IsStatement(string text) => Verb().IsMatch(text) || Clause.IsMatch(text);

    /// <summary>The schema of a module.</summary>
    public static string SchemaOf(string module) => module.ToLowerInvariant();

    // A comment does nothing and a value is no name, unless it is made a name, or is a statement by itself.
    private static string KeepWhatRuns(Match found)
    {
        if (found.Groups["value"] is not { Success: true } value) return " ";
        var (before, after) = (found.Groups["before"], found.Groups["after"]);
        return before.Success || after.Success || IsStatement(value.Value) ? $"{before} {value} " : "''";
    }

    [GeneratedRegex("""
        --[^\n]* | /\*.*?\*/
        | (?<before>\b(?:(?:call\s+[\w.]+|nextval|currval|setval|to_reg\w+|pg_\w*size)\s*\(
            |schema|search_path\s*(?:=|to))\s*)?
          '(?<value>(?:[^']|'')*)' (?<after>\s*::\s*reg\w+)?
        """, Free | RegexOptions.Singleline)]
    private static partial Regex NoCode();

    [GeneratedRegex("""
        ^(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:select|insert|update|delete|merge|with|create|alter|drop|truncate|grant|revoke
        |comment|copy|lock|call|do|set|explain|analyze|vacuum|refresh|reindex|cluster)\b
        """, Free | RegexOptions.Singleline)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\bsearch_path\b[^;]*", RegexOptions.IgnoreCase)]
    private static partial Regex SearchPath();
}
