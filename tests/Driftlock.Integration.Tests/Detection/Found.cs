using System.Text;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Keys;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Streams with something to see, for tests of pages.</summary>
internal static class Found
{
    /// <summary>Teaches the stream what is usual.</summary>
    public static async Task Teach(this KeyedApiFixture api, OrganizationId organization, string stream, int lines = 400) =>
        await api.Detect(organization, stream, [.. UsualLog.Lines(lines).Select(Encoding.UTF8.GetBytes)]);

    /// <summary>What is found in one event.</summary>
    public static async Task<Anomaly> Find(
        this KeyedApiFixture api, OrganizationId organization, string stream, string line) =>
        await api.Find(organization, stream, Encoding.UTF8.GetBytes(line));

    /// <inheritdoc cref="Find(KeyedApiFixture, OrganizationId, string, string)"/>
    public static async Task<Anomaly> Find(
        this KeyedApiFixture api, OrganizationId organization, string stream, byte[] text) =>
        (await api.Detect(organization, stream, text)).Anomalies.Single().Anomaly;

    public static async Task<DetectedEvents> Detect(
        this KeyedApiFixture api, OrganizationId organization, string stream, params byte[][] texts)
    {
        var command = new DetectAnomalies(organization, stream, [.. texts.Select(text => new IncomingEvent(text))])
        {
            MayCreateStream = true,
        };
        var found = await api.Send(command);
        found.IsSuccess.Should().BeTrue();
        return found.Value!;
    }
}
