using System.Net;
using System.Text.RegularExpressions;
using Driftlock.Application.Detection;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Console;

/// <summary>What takes a post of a browser takes it from our pages alone: all routes, as the server has them.</summary>
public sealed partial class ForeignFormTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private static readonly (string, string)[] Fields =
        [("status", "Resolved"), ("verdict", "Confirmed"), ("profile", "strict"), ("token", new string('x', 43))];

    [Fact]
    public async Task A_post_without_a_token_or_with_that_of_another_is_refused_on_every_route_and_changes_nothing()
    {
        var visitor = await Visitor.SignedIn(api, Role.Owner);
        await api.Teach(visitor.Organization, "app");
        var anomaly = await api.Find(visitor.Organization, "app", UsualLog.OddLine);
        var incident = (await api.Send(new ListIncidents(visitor.Organization))).Value!.Items.Single();
        var other = await Visitor.SignedIn(api, Role.Owner);
        await other.Get("/status");
        var before = await Everything(visitor);
        var addresses = Posts().Select(pattern => Filled(pattern, $"{anomaly.Id.Value}", $"{incident.Id}")).ToList();

        foreach (var address in addresses)
        {
            foreach (var token in new[] { "", other.FormToken })
            {
                visitor.FormToken = token;
                var answer = await visitor.Submit(address, Fields);

                answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, address);
                (await answer.Content.ReadAsStringAsync()).Should().Contain("request.foreign_form", address);
            }
        }

        addresses.Should().Contain(
            ["/session", "/session/end", "/quick-start/key", "/streams/app/profile", "/streams/app/anchor",
                "/streams/app/baseline", $"/incidents/{incident.Id}/status", $"/anomalies/{anomaly.Id.Value}/feedback"]);
        (await Everything(visitor)).Should().Be(before);
        await visitor.Get("/status");
    }

    // Gives files, whatever the method.
    private const string FilesOfTheApi = "docs/{**path}";

    // What no key calls: operations of the API have names.
    private List<string> Posts() =>
    [
        .. from route in api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           where route.Metadata.GetMetadata<IEndpointNameMetadata>() is null
           let methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()
           where methods is null || methods.HttpMethods.Contains(HttpMethod.Post.Method)
           where route.RoutePattern.RawText!.TrimStart('/') != FilesOfTheApi
           select "/" + route.RoutePattern.RawText!.TrimStart('/'),
    ];

    private static string Filled(string pattern, string anomaly, string incident) =>
        Parameter().Replace(pattern, found => found.Groups["name"].Value.ToLowerInvariant() switch
        {
            "stream" or "slug" => "app",
            "sequence" => "400",
            "anomaly" => anomaly,
            "incident" => incident,
            _ => throw new InvalidOperationException($"{pattern} has a parameter that is not known here: add it."),
        });

    private async Task<string> Everything(Visitor visitor)
    {
        using var caller = await api.CallerOf(visitor.Organization);
        var told = "";
        foreach (var part in new[] { "streams", "streams/app/profile", "streams/app/anchor", "anomalies" })
        {
            told += await (await caller.GetAsync($"/api/v1/{part}")).Json();
        }

        return told;
    }

    [GeneratedRegex(@"\{(?<name>\w+)(:\w+)?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
