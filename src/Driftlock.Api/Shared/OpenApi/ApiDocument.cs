using Microsoft.OpenApi;

namespace Driftlock.Api.Shared.OpenApi;

/// <summary>The document of the API, built from its routes, and the page that shows it.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private const string Address = "/openapi/{documentName}.json";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddSchemaTransformer<SchemaForm>();
        options.AddOperationTransformer<OperationForm>();
        options.AddDocumentTransformer<DocumentFrame>();
    });

    public static void MapApiDocument(this IEndpointRouteBuilder root)
    {
        root.MapOpenApi(Address).OpenToAll();
        root.MapSwaggerUI(ApiPage.Address, ApiPage.Set).OpenToAll().ExcludeFromDescription().Add(ApiPage.Guard);
    }
}

/// <summary>A converter that says how its type looks on the wire, which nobody can see from the type.</summary>
internal interface IDescribedConverter
{
    /// <summary>Name of the schema.</summary>
    string SchemaName { get; }

    /// <summary>The schema.</summary>
    OpenApiSchema Describe();
}
