namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>Makes sure that the library beside the program is there, and is the one this code is for.</summary>
internal static class NativeLibraryCheck
{
    /// <summary>Returns, or says in one exception what is wrong with the library.</summary>
    /// <exception cref="DllNotFoundException">It is missing, damaged or of another version.</exception>
    public static void Run()
    {
        string? difference;
        try
        {
            difference = FirstDifference();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw Unusable("cannot be loaded", e);
        }

        if (difference is not null) throw Unusable($"is of another version: {difference}", null);
    }

    private static string? FirstDifference() =>
        Compare("interface", NativeMethods.AbiVersion, NativeMethods.GetAbiVersion())
        ?? Compare("state format", NativeMethods.StateFormat, NativeMethods.GetStateFormat())
        ?? Compare("size of options", NativeLayout.SizeOf<NativeOptions>(), NativeMethods.GetStructSize(0))
        ?? Compare("size of a score", NativeLayout.SizeOf<NativeScore>(), NativeMethods.GetStructSize(1))
        ?? Compare("size of a word", NativeLayout.SizeOf<NativeWord>(), NativeMethods.GetStructSize(2))
        ?? Compare("size of a description", NativeLayout.SizeOf<NativeDescription>(), NativeMethods.GetStructSize(3));

    private static string? Compare(string what, uint needed, uint found) =>
        found == needed ? null : $"its {what} is {found}, needed is {needed}";

    private static DllNotFoundException Unusable(string how, Exception? cause) => new(
        $"The native core lib{NativeMethods.Library}.so beside the program {how}.", cause);
}
