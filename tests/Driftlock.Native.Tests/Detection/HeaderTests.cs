using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Native.Tests.Detection;

/// <summary>
/// <c>driftlock.h</c> as compilers of C and C++ read it: the same numbers and places as in this adapter, and calls that
/// a program can make. That the core says the same is tested beside it (<c>native/abi/src/header_tests.rs</c>).
/// </summary>
public sealed partial class HeaderTests : IDisposable
{
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "Detection", "Header");

    private static readonly string[] C = ["cc", "-std=c11", "-x", "c"], Cpp = ["g++", "-std=c++17", "-x", "c++"];

    private readonly string folder = Directory.CreateTempSubdirectory("driftlock-").FullName;

    public static TheoryData<string[]> Compilers { get; } = [C, Cpp];

    private static string Header => File.ReadAllText(Path.Combine(Sources, "driftlock.h"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Every_number_and_place_of_the_header_is_that_of_the_adapter(string[] compiler)
    {
        Compile(compiler);

        var found = Run("list").Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => int.Parse(parts[1], null), StringComparer.Ordinal);

        found.Should().BeEquivalentTo(Constants().Concat(Structures()).ToDictionary());
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void A_program_lives_with_a_stream_and_reads_what_its_calls_come_to(string[] compiler)
    {
        Compile(compiler);

        var lines = Run("live");

        var package = File.ReadAllText(Path.Combine(Sources, "Cargo.toml"));
        lines[0].Should().Be(PackageVersion().Match(package).Groups["version"].Value);
        lines.Select(line => CallLine().Replace(line, "${status}${call}")).Skip(1).Should().Equal(
            "0 self_test", "0 workspace_new", "-2 stream_new", "0 stream_new", "-8 stream_anchor", "-1 stream_push",
            "-2 stream_push", "-9 stream_push", "0 stream_push", "1 1 0, words 3", "0 stream_push", "0 stream_explain",
            "dearest PANIC", "0 stream_describe", "ready 1, events 6", "0 stream_save", "-3 stream_load",
            "0 stream_load", "0 stream_anchor", "-9 mask", "0 mask", "masked GET /cart 0");
    }

    [Fact]
    public void The_version_of_the_core_is_its_own()
    {
        using var scorer = new NativeScorer();

        var package = File.ReadAllText(Path.Combine(Sources, "Cargo.toml"));
        scorer.Describe().Version.Should().Be(PackageVersion().Match(package).Groups["version"].Value);
    }

    private static IEnumerable<KeyValuePair<string, int>> Constants() =>
    [
        .. Named<NativeStatus>("DL_"),
        .. Named<EventShape>("DL_SHAPE_"),
        .. Named<DetectionMode>("DL_MODE_"),
        .. Named<ScoreFlags>("DL_FLAG_").Where(flag => flag.Value != 0),
        new("DL_ABI_VERSION", (int)NativeMethods.AbiVersion),
        new("DL_STATE_FORMAT", (int)NativeMethods.StateFormat),
        new("DL_WORDS_PER_EVENT", NativeMethods.WordsPerEvent),
        new("DL_LONGEST_EVENT", 1 << 20),
    ];

    private static IEnumerable<KeyValuePair<string, int>> Named<T>(string prefix)
        where T : struct, Enum => Enum.GetValues<T>().Select(value => KeyValuePair.Create(
            prefix + Words().Replace($"{value}", "_").ToUpperInvariant(), Convert.ToInt32(value, null)));

    private static IEnumerable<KeyValuePair<string, int>> Structures() =>
    [
        .. Places<NativeOptions>("dl_options"),
        .. Places<NativeScore>("dl_score"),
        .. Places<NativeWord>("dl_word"),
        .. Places<NativeDescription>("dl_description"),
    ];

    private static IEnumerable<KeyValuePair<string, int>> Places<T>(string structure)
        where T : unmanaged => typeof(T).GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Select(field => KeyValuePair.Create(
                $"{structure}.{Words().Replace(field.Name, "_").ToLowerInvariant()}",
                (int)Marshal.OffsetOf<T>(field.Name)))
            .Append(KeyValuePair.Create(structure, (int)NativeLayout.SizeOf<T>()));

    /// <summary>Every enumerator, structure and field of the header, for <c>border.c</c> to print.</summary>
    private static IEnumerable<string> Names()
    {
        var header = Comment().Replace(Header, "");
        foreach (Match constant in Enumerator().Matches(header))
            yield return $"CONSTANT({constant.Groups["name"].Value})";
        foreach (Match structure in Structure().Matches(header))
        {
            var name = structure.Groups["name"].Value;
            yield return $"STRUCTURE({name})";
            foreach (Match field in Field().Matches(structure.Groups["fields"].Value))
                yield return $"FIELD({name}, {field.Groups["name"].Value})";
        }
    }

    private void Compile(string[] compiler)
    {
        File.WriteAllLines(Path.Combine(folder, "names.inc"), Names());
        string[] arguments =
        [
            .. compiler[1..], "-Wall", "-Wextra", "-Werror", "-pedantic", $"-I{folder}",
            Path.Combine(Sources, "border.c"), "-o", Path.Combine(folder, "border"), $"-L{AppContext.BaseDirectory}",
            "-ldriftlock_core", $"-Wl,-rpath,{AppContext.BaseDirectory}",
        ];
        var (_, complaints, exitCode) = Start(compiler[0], arguments);
        (exitCode, complaints).Should().Be((0, ""));
    }

    private string[] Run(string what)
    {
        var (output, complaints, exitCode) = Start(Path.Combine(folder, "border"), [what]);
        (exitCode, complaints).Should().Be((0, ""));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static (string Output, string Error, int ExitCode) Start(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        return (output, error, process.ExitCode);
    }

    [GeneratedRegex(@"(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?<name>DL_[A-Z_]+) *=")]
    private static partial Regex Enumerator();

    [GeneratedRegex(@"typedef struct (?<name>\w+) \{(?<fields>.*?)\}", RegexOptions.Singleline)]
    private static partial Regex Structure();

    [GeneratedRegex(@"\b(?<name>\w+)(?=[,;])")]
    private static partial Regex Field();

    [GeneratedRegex(@"^version = ""(?<version>.+)""", RegexOptions.Multiline)]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"^(?<status>-?\d+ )dl_(?<call>\w+)\(.*$")]
    private static partial Regex CallLine();
}
