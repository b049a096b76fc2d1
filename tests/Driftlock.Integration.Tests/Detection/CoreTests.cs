using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Detection;

public sealed class CoreTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_version_names_the_build_and_its_core()
    {
        var version = await (await api.NewCaller().GetAsync("/version")).Json();

        version["version"]!.GetValue<string>().Should().MatchRegex(@"^\d+\.\d+\.\d+");
        version["core_version"]!.GetValue<string>().Should().NotBeEmpty();
        version["core_abi"]!.GetValue<string>().Should().NotBeEmpty();
        version["core_state_format"]!.GetValue<int>().Should().BePositive();
    }
}
