using System.Net;
using Driftlock.Infrastructure.Shared;

namespace Driftlock.Integration.Tests.Shared.Crawling;

/// <summary>
/// One session of the database for all requests: whoever held it and opened another would wait for himself, and hear
/// that the database is not to be had.
/// </summary>
public sealed class OneSessionTests : IAsyncLifetime
{
    private readonly CrawledFixture api = new()
    {
        Settings = new Dictionary<string, string> { [Database.SessionsKey] = "1" },
    };

    public Task InitializeAsync() => api.InitializeAsync();

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task P_15_Every_route_answers_with_it_also_under_an_idempotency_key_and_many_at_once()
    {
        var organization = await api.NewOrganization();
        var (caller, _) = await api.NewCaller(organization);
        var filled = await CrawledFixture.Fill(caller, "app");
        var routes = EveryRoute.Of(api.Services);

        // What erases comes last.
        foreach (var route in routes.OrderBy(route => route.Method == HttpMethod.Delete))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Ask(route, number)));
        }

        routes.Should().HaveCountGreaterThan(20);

        async Task Ask(Route route, int number)
        {
            using var request = route.Asking(filled);
            if (route is { Changes: true, IsOpen: false })
            {
                request.Headers.Add("Idempotency-Key", $"{route.Name}-{number / 2}");
            }

            using var answer = await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var status = (int)answer.StatusCode;
            status.Should().BeLessThan((int)HttpStatusCode.InternalServerError, $"{route.Method} {route.Pattern}");
        }
    }
}
