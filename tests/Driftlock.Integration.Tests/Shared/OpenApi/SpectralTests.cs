using System.Diagnostics;
using System.Text.Json.Nodes;
using Driftlock.Testing.Shared;

namespace Driftlock.Integration.Tests.Shared.OpenApi;

/// <summary>What Spectral, the linter of such documents, says of ours. <c>build/test</c> installs it.</summary>
public sealed class SpectralTests
{
    private static readonly string Project = Path.Combine(Checkout.Root, "tests", "Driftlock.Integration.Tests");

    private static readonly string Program = Path.Combine(
        Checkout.Root, ".driftlock", "npm", "node_modules", "@stoplight", "spectral-cli", "dist", "index.js");

    [Fact]
    public async Task It_finds_nothing_not_even_a_warning()
    {
        var (status, output) = await LintAsync(DescribedApi.Path);

        status.Should().Be(0, output);
    }

    [Fact]
    public async Task It_finds_an_operation_without_an_id_and_an_example_that_does_not_fit()
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(DescribedApi.Path))!;
        var detect = document["paths"]!["/api/v1/anomalies/detect"]!["post"]!.AsObject();
        detect.Remove("operationId");
        detect["requestBody"]!["content"]!["application/json"]!["example"]!["events"] = 7;
        var planted = Path.GetTempFileName();
        await File.WriteAllTextAsync(planted, document.ToJsonString());

        var (status, output) = await LintAsync(planted);
        File.Delete(planted);

        status.Should().NotBe(0);
        output.Should().Contain("operation-operationId").And.Contain("oas3-valid-media-example");
    }

    private static async Task<(int Status, string Output)> LintAsync(string document)
    {
        File.Exists(Program).Should().BeTrue("build/test installs it there: {0}", Program);
        using var process = Process.Start(new ProcessStartInfo("node",
            [Program, "lint", "--fail-severity", "warn", "--ruleset", Path.Combine(Project, ".spectral.yaml"), document])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
