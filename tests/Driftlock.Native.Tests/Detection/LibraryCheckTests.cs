using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Native.Tests.Detection;

/// <summary>A core that does not belong to this adapter is noticed when it is loaded.</summary>
public sealed class LibraryCheckTests : IDisposable
{
    private const string Library = "libdriftlock_core.so";

    private readonly string folder = Directory.CreateTempSubdirectory("driftlock-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_core_beside_the_program_passes_its_self_test()
    {
        using var scorer = new NativeScorer();

        scorer.SelfTest().IsSuccess.Should().BeTrue();
        scorer.Describe().Should().Match<Application.Detection.CoreDescription>(
            core => core.AbiVersion == "2" && core.StateFormat == 1);
    }

    [Fact]
    public void A_core_with_the_same_numbers_is_taken() => Refusal(Numbers()).Should().BeNull();

    [Theory]
    [InlineData("dl_abi_version", "interface")]
    [InlineData("dl_state_format", "state format")]
    public void A_core_of_another_version_is_refused(string function, string named)
    {
        var numbers = Numbers();
        numbers[function] = "7";

        Refusal(numbers).Should().Contain(named).And.Contain("7");
    }

    [Theory]
    [InlineData(0, "options")]
    [InlineData(1, "score")]
    [InlineData(2, "word")]
    [InlineData(3, "description")]
    public void A_core_with_another_layout_is_refused(int which, string named)
    {
        var numbers = Numbers();
        numbers["dl_struct_size"] = $"if which == {which} {{ 99 }} else {{ {numbers["dl_struct_size"]} }}";

        Refusal(numbers).Should().Contain(named).And.Contain("99");
    }

    [Fact]
    public void A_core_without_the_interface_is_refused()
    {
        var numbers = Numbers();
        numbers.Remove("dl_struct_size");

        Refusal(numbers).Should().Contain("cannot be loaded");
    }

    [Fact]
    public void A_missing_core_is_named()
    {
        RefusalOfFolder().Should().Contain("cannot be loaded").And.Contain(Library);
    }

    /// <summary>The functions that are asked at loading, with the answers of the real core, as Rust.</summary>
    private static Dictionary<string, string> Numbers() => new(StringComparer.Ordinal)
    {
        ["dl_abi_version"] = "2",
        ["dl_state_format"] = "1",
        ["dl_struct_size"] = "[16, 48, 20, 40][which as usize]",
    };

    private string? Refusal(Dictionary<string, string> functions)
    {
        var source = string.Concat(functions.Select(function => $$"""
            #[no_mangle] pub extern "C" fn {{function.Key}}(which: u32) -> u32 { let _ = which; {{function.Value}} }

            """));
        var path = Path.Combine(folder, "core.rs");
        File.WriteAllText(path, source);
        using var compiler = Process.Start(new ProcessStartInfo(
            "rustc", ["--crate-type", "cdylib", "-o", Path.Combine(folder, Library), path])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var complaints = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        compiler.ExitCode.Should().Be(0, complaints);
        return RefusalOfFolder();
    }

    /// <summary>What a second copy of the adapter says to the library that lies beside it.</summary>
    private string? RefusalOfFolder()
    {
        var adapter = Path.Combine(folder, "Driftlock.Infrastructure.dll");
        File.Copy(typeof(NativeScorer).Assembly.Location, adapter);
        var context = new Elsewhere(folder);
        try
        {
            var assembly = context.LoadFromAssemblyPath(adapter);
            var scorer = assembly.GetType(typeof(NativeScorer).FullName!, throwOnError: true)!;
            using var made = (IDisposable?)Activator.CreateInstance(scorer, [true]);
            return null;
        }
        catch (TargetInvocationException e) when (e.InnerException is DllNotFoundException refusal)
        {
            return refusal.Message;
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>Named after a folder, of which it loads the library, and not the one beside the program.</summary>
    private sealed class Elsewhere(string folder) : AssemblyLoadContext(folder, isCollectible: true)
    {
        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            LoadUnmanagedDllFromPath(Path.Combine(Name!, $"lib{unmanagedDllName}.so"));
    }
}
