using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Driftlock.Api.Shared.Limits;
using Driftlock.Application.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Driftlock.Api.Shared.OpenApi;

/// <summary>Says of a route what its metadata say: whose it is, what it asks for, what it may refuse.</summary>
internal sealed class OperationForm : IOpenApiOperationTransformer
{
    private static readonly Dictionary<string, string> PageParameters = new(StringComparer.Ordinal)
    {
        ["limit"] = $"Most items of the answer; {PageSize.Usual} if it is not said.",
        ["cursor"] = "The `next_cursor` of the part before, with the same filter.",
    };

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();

        operation.Tags = new HashSet<OpenApiTagReference> { new(Module(metadata), document) };
        NameParameters(operation, metadata.OfType<Explanation>().ToDictionary(one => one.Parameter, one => one.Meaning));
        var needed = metadata.OfType<Policies.NeededScope>().SingleOrDefault();
        if (!isOpen) AskForCredentials(operation, document);
        operation.Description = string.Join("\n\n", [.. Said(operation.Description), Asks(isOpen, needed)]);

        var isRepeatable = !isOpen && context.Description.HttpMethod is "POST" or "PUT" or "PATCH" or "DELETE";
        if (isRepeatable) RequestHeaders.AddIdempotencyKey(operation, document);
        var isLimited = !isOpen || metadata.OfType<Rate>().Any();
        foreach (var answer in (operation.Responses ??= []).Values.OfType<OpenApiResponse>())
        {
            AnswerHeaders.AddTo(answer, isLimited, isBilled: !isOpen, isRepeatable, document);
        }

        foreach (var status in Refusals(operation, metadata, isOpen, isLimited, isRepeatable))
        {
            ProblemAnswers.Refer(operation, status, document);
        }

        foreach (var example in metadata.OfType<Example>()) Show(operation, example);
        return Task.CompletedTask;
    }

    // The folder of the module is the last of the namespace, or the first below Shared.
    private static string Module(IList<object> metadata)
    {
        var folders = metadata.OfType<MethodInfo>().FirstOrDefault()?.DeclaringType?.Namespace?.Split('.') ?? [];
        return folders is [_, _, var module, ..] && module != "Shared" && module != "OpenApi" ? module : DocumentFrame.Service;
    }

    // Names of a query are found in any case; the document has them as the rest of the API.
    private static void NameParameters(OpenApiOperation operation, Dictionary<string, string> meanings)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            parameter.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
            parameter.Description ??= meanings.GetValueOrDefault(parameter.Name)
                ?? PageParameters.GetValueOrDefault(parameter.Name);
        }
    }

    private static void AskForCredentials(OpenApiOperation operation, OpenApiDocument document) => operation.Security =
    [
        .. DocumentFrame.Schemes.Select(scheme => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(scheme, document)] = [],
        }),
    ];

    private static string[] Said(string? description) => description is null ? [] : [description];

    private static string Asks(bool isOpen, Policies.NeededScope? needed)
    {
        if (isOpen) return "Needs no credentials.";
        return needed is null ? "Needs credentials, whatever their scopes." : $"Needs the scope `{needed.Scope}`.";
    }

    private static SortedSet<int> Refusals(
        OpenApiOperation operation, IList<object> metadata, bool isOpen, bool isLimited, bool isRepeatable)
    {
        var statuses = new SortedSet<int>(metadata.OfType<Refusals>().SelectMany(declared => declared.Statuses))
        {
            StatusCodes.Status500InternalServerError,
        };
        if (operation.RequestBody is not null) statuses.UnionWith([400, 408, 413, 415]);
        if (operation.Parameters is { Count: > 0 }) statuses.Add(StatusCodes.Status400BadRequest);
        if (isLimited) statuses.Add(StatusCodes.Status429TooManyRequests);
        if (isRepeatable) statuses.UnionWith([409, 413, 422]);
        if (!isOpen) statuses.UnionWith([400, 401, 403, 503]);
        return statuses;
    }

    private static void Show(OpenApiOperation operation, Example example)
    {
        if (example.Request is { } request && operation.RequestBody?.Content is { } asked)
        {
            asked["application/json"].Example = JsonNode.Parse(request);
        }

        if (example.Answer is { } answer && operation.Responses!.First().Value.Content is { } answered)
        {
            answered["application/json"].Example = JsonNode.Parse(answer);
        }
    }
}
