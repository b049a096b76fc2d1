using Driftlock.Application.Detection;
using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>Whether the detection core is there, and gives the answers it must give.</summary>
internal static class CoreCheck
{
    private const string Name = "detection core";
    private const string Fix = "build it again on this machine: build/driftlock";

    public static Check Run(Func<IAnomalyScorer> load)
    {
        try
        {
            var core = load();
            var test = core.SelfTest();
            var found = core.Describe();
            var version = $"{found.Version}, interface {found.AbiVersion}, state format {found.StateFormat}";
            return test.IsSuccess
                ? new Check(Name, $"{version}, self-test passed")
                : new Check(Name, test.Error.Message.TrimEnd('.'), Fix);
        }
        catch (DllNotFoundException e)
        {
            return new Check(Name, e.Message.TrimEnd('.'), Fix);
        }
    }
}
