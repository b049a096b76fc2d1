using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Driftlock.Api.Shared.OpenApi;

/// <summary>What stands around the operations: whose document it is, credentials, refusals, headers.</summary>
internal sealed class DocumentFrame : IOpenApiDocumentTransformer
{
    /// <summary>The tag of what belongs to no module.</summary>
    public const string Service = "Service";

    private const string Bearer = "bearer", ApiKey = "api_key", Session = "session";

    private static readonly (string Name, string Means)[] Modules =
    [
        ("Detection", "Streams, what is unusual in them, and what people say of it."),
        ("Billing", "Plans and usage."),
        ("Identity", "Sessions of people."),
        ("Keys", "What credentials are good for."),
        (Service, "How the service is, which build it is, what its refusals mean."),
    ];

    /// <summary>The ways to bring credentials; a request brings one of them.</summary>
    public static IReadOnlyList<string> Schemes { get; } = [Bearer, ApiKey, Session];

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Driftlock API",
            Version = ApiDocument.Name,
            Summary = "Finds what is unusual in streams of events.",
            Description = About,
            Contact = new OpenApiContact { Name = "The Driftlock Authors" },
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "The server that this document came from." }];
        document.Tags = new HashSet<OpenApiTag>(
            Modules.Select(module => new OpenApiTag { Name = module.Name, Description = module.Means }));
        AddSchemes(document);
        RequestHeaders.AddTo(document);
        foreach (var (name, header) in AnswerHeaders.All) document.AddComponent(name, header);
        List<OpenApiOperation> operations =
            [.. document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(one => one.Value)];
        ProblemAnswers.AddTo(document, operations);
        operations.ForEach(DescribeAnswers);
        OpenAnswers(document);
        NameItems(document);

        return Task.CompletedTask;
    }

    private const string About =
        """
        Bodies are JSON with names in snake_case and UTF-8; a property that is not described is refused. Times are of RFC 3339
        in UTC. Ids are opaque. Lists come in pages: `next_cursor` of one is the `cursor` of the next, with the same filter.
        A body has at most 10 MiB, encoded by `gzip`, by `br` or not at all, and is at most 32 deep.

        Every refusal is a problem of RFC 9457 with a stable `code`; `/problems` explains them. Answers may get further
        properties and further codes; what is described stays as it is.
        """;

    private static void AddSchemes(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "dlk_...",
            Description = "An API key.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(ApiKey, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-Api-Key",
            Description = "An API key.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(Session, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = "driftlock_session",
            Description = "The session of a person, from `POST /api/v1/auth/sessions`.",
        });
    }

    // What is sent is strict, what is answered may grow.
    private static void OpenAnswers(OpenApiDocument document)
    {
        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            if (schema is OpenApiSchema own && !name.EndsWith("Request", StringComparison.Ordinal))
            {
                own.AdditionalPropertiesAllowed = true;
            }
        }
    }

    // The reader of types resolves references that it did not make; here they become such again.
    private static void NameItems(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas!;
        foreach (var list in schemas.Values.SelectMany(schema => schema.Properties?.Values ?? []).OfType<OpenApiSchema>())
        {
            var known = schemas.FirstOrDefault(schema => ReferenceEquals(schema.Value, list.Items)).Key;
            if (known is not null) list.Items = new OpenApiSchemaReference(known, document);
        }
    }

    // An answer is what its type is.
    private static void DescribeAnswers(OpenApiOperation operation)
    {
        foreach (var response in (operation.Responses ?? []).Values.OfType<OpenApiResponse>())
        {
            var schema = response.Content?.Values.Select(content => content.Schema).OfType<OpenApiSchemaReference>()
                .FirstOrDefault();
            if (schema?.Target?.Description is { } description) response.Description = description;
        }
    }
}
