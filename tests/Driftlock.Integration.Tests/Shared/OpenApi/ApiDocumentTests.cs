using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared.OpenApi;

/// <summary>The document that clients are made from, and the routes that there are.</summary>
public sealed partial class ApiDocumentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Address = "/openapi/v1.json";

    private static readonly string[] Methods = ["get", "put", "post", "patch", "delete"];

    [Fact]
    public async Task The_document_is_the_one_that_is_committed()
    {
        var text = await api.CreateClient().GetStringAsync(Address) + "\n";
        if (Environment.GetEnvironmentVariable("DRIFTLOCK_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(DescribedApi.Path, text);
        }

        var committed = await File.ReadAllTextAsync(DescribedApi.Path);
        (text == committed).Should().BeTrue(
            $"{DescribedApi.Path} is what clients are made from: if the change is meant, run this with DRIFTLOCK_APPROVE=1");
    }

    [Fact]
    public async Task Every_route_is_an_operation_and_every_operation_is_a_route()
    {
        var document = await DocumentAsync();

        Operations(document).Select(one => one.Name).Should().BeEquivalentTo(Routes(api.Services));
    }

    [Fact]
    public void No_route_of_the_API_is_kept_out_of_the_document()
    {
        api.NewCaller();

        Endpoints(api.Services).Where(route => !IsDescribed(route)).Select(Path)
            .Should().NotContain(path => path.StartsWith("/api/", StringComparison.Ordinal)
                || path.StartsWith("/v1/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_that_a_client_meets_is_described()
    {
        var document = await DocumentAsync();
        var named = Operations(document)
            .SelectMany(one => (one.Body["parameters"]?.AsArray() ?? [])
                .Where(parameter => parameter!["$ref"] is null).Append(one.Body)
                .Select(part => (Name: $"{one.Name} {part!["name"]}", Part: part!)))
            .Concat(document["components"]!["schemas"]!.AsObject().SelectMany(schema =>
                (schema.Value!["properties"]?.AsObject() ?? []).Append(new("", schema.Value))
                    .Select(part => (Name: $"{schema.Key} {part.Key}", Part: part.Value!))));

        named.Where(one => (one.Part["description"] ?? one.Part["oneOf"]?[1]?["description"]) is null).Select(one => one.Name)
            .Should().BeEmpty();
        Operations(document).Select(one => one.Body["operationId"]!.GetValue<string>()).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_document_names_no_server_of_ours()
    {
        var document = await DocumentAsync();

        document["servers"]!.AsArray().Select(server => server!["url"]!.GetValue<string>()).Should().Equal("/");
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await api.CreateClient().GetStringAsync(Address))!;

    private static IEnumerable<(string Name, JsonNode Body)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where Methods.Contains(operation.Key)
        select ($"{operation.Key} {path.Key}", operation.Value);

    private static IEnumerable<string> Routes(IServiceProvider services) =>
        from route in Endpoints(services).Where(IsDescribed)
        from method in route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        select $"{method.ToLowerInvariant()} {Path(route)}";

    private static IEnumerable<RouteEndpoint> Endpoints(IServiceProvider services) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    // Not the pages of the console and their parts.
    private static bool IsDescribed(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null
        && route.Metadata.GetMetadata<ComponentTypeMetadata>() is null
        && route.Metadata.GetMetadata<StaticAssetDescriptor>() is null
        && !Path(route).StartsWith("/_framework/", StringComparison.Ordinal);

    // Without the constraints of its parameters.
    private static string Path(RouteEndpoint route) =>
        Constraint().Replace("/" + route.RoutePattern.RawText!.Trim('/'), "");

    [GeneratedRegex(":[^}]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constraint();
}
