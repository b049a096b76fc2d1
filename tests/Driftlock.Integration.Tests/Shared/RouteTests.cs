using Driftlock.Api.Shared;
using Driftlock.Domain.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>What every route asks of its caller.</summary>
public sealed class RouteTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // Routes that ask nothing. The list may only shrink.
    private static readonly string[] OpenToAll =
    [
        "/", "/api/v1/auth/sessions", "/api/v1/billing/plans", "/api/v1/demo/detect", "/api/v1/health", "/docs/{**path}",
        "/healthz", "/metrics", "/openapi/{documentName}.json", "/problems", "/readyz", "/session", "/sign-in", "/version",
        "/_framework/opaque-redirect",
    ];

    // Routes that every key may use, whatever its scopes.
    private static readonly string[] ForAnyKey =
        ["/api/v1/auth/logout", "/api/v1/whoami", "/quick-start", "/session/end", "/status"];

    [Fact]
    public void C_88_Every_route_names_its_scope_or_stands_on_a_list()
    {
        api.NewCaller();
        var routes = Routes(api.Services.GetRequiredService<EndpointDataSource>());
        routes.RemoveAll(route => route.Metadata.GetMetadata<StaticAssetDescriptor>() is not null);

        routes.Where(route => Asks(route) == "nothing").Select(Path).Should().BeEquivalentTo(OpenToAll);
        routes.Where(route => Asks(route) == "credentials").Select(Path).Should().BeEquivalentTo(ForAnyKey);
        routes.Where(route => Asks(route) == "FORGOTTEN").Select(Path).Should().BeEmpty();
        routes.Select(Asks).Except(["nothing", "credentials"]).Should().BeSubsetOf(Scope.All);
    }

    [Fact]
    public void C_88_A_route_that_says_nothing_is_found()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/forgotten", () => 1);
        app.MapGet("/scoped", () => 1).RequireScope(Scope.Detect);
        app.MapGet("/any", () => 1).RequireCredentials();
        app.MapGet("/open", () => 1).OpenToAll();

        var routes = Routes(((IEndpointRouteBuilder)app).DataSources.Single());

        routes.Select(Asks).Should().Equal("FORGOTTEN", Scope.Detect, "credentials", "nothing");
    }

    private static List<RouteEndpoint> Routes(EndpointDataSource source) =>
        [.. source.Endpoints.OfType<RouteEndpoint>()];

    private static string Path(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.TrimStart('/');

    private static string Asks(RouteEndpoint route)
    {
        if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null) return "nothing";
        if (route.Metadata.GetMetadata<Policies.NeededScope>() is { } needed) return needed.Scope;
        return route.Metadata.GetMetadata<IAuthorizeData>() is not null ? "credentials" : "FORGOTTEN";
    }
}
