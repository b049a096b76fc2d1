using System.Net;
using System.Net.Http.Json;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What the real core does not do on a sound machine.</summary>
public sealed class BrokenCoreTests(BrokenCoreFixture api) : IClassFixture<BrokenCoreFixture>
{
    [Fact]
    public async Task A_server_whose_core_fails_its_test_is_not_ready()
    {
        var response = await api.NewCaller().GetAsync("/readyz");

        var problem = await response.Problem(HttpStatusCode.ServiceUnavailable, "service.not_ready");
        problem["errors"]!["core"]![0]!.GetValue<string>().Should().Be(DetectionErrors.CoreUnusable.Message);
    }

    [Fact]
    public async Task A_bug_is_answered_without_its_details()
    {
        var response = await api.NewCaller().PostAsJsonAsync(Calls.Demo, new { events = new[] { "one" } });

        var problem = await response.Problem(HttpStatusCode.InternalServerError, "server.fault");
        problem.ToJsonString().Should().NotContain(BrokenCoreFixture.Secret);
    }
}

public sealed class BrokenCoreFixture : ApiFixture
{
    public const string Secret = "what only the log may say";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services => services.AddSingleton<IAnomalyScorer, BrokenCore>());
    }

    private sealed class BrokenCore : IAnomalyScorer
    {
        public IStreamModel Create(StreamModelOptions options) => throw new InvalidOperationException(Secret);

        public Result<IStreamModel> Restore(ReadOnlySpan<byte> state) => DetectionErrors.NotAModel;

        public byte[] Mask(ReadOnlySpan<byte> text) => throw new InvalidOperationException(Secret);

        public CoreDescription Describe() => new("0.0.0", "0", 0);

        public Result SelfTest() => DetectionErrors.CoreUnusable;
    }
}
