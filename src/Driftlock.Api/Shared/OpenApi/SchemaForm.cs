using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Driftlock.Api.Shared.OpenApi;

/// <summary>Says of a type what its converters hide from the reader of types, and which values it takes.</summary>
internal sealed class SchemaForm : IOpenApiSchemaTransformer
{
    public Task TransformAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo;
        if (type.Type == typeof(string)) schema.Type = Text(context.JsonPropertyInfo);
        if (type.Type.IsEnum) schema.Type = JsonSchemaType.String;
        if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element, Options: var options })
        {
            schema.Items ??= ItemsOf(options.GetTypeInfo(element), context.Document!);
        }

        if (type.Kind == JsonTypeInfoKind.Object) LeaveOut(schema, type);
        if (Allowed(context) is { } allowed)
        {
            var values = allowed.Values.Select(value => JsonSerializer.SerializeToNode(value)!).ToList();
            if (schema.Items is OpenApiSchema items) items.Enum = values;
            else schema.Enum = values;
        }

        return Task.CompletedTask;
    }

    private static JsonSchemaType Text(JsonPropertyInfo? property) =>
        property is { IsGetNullable: true } && !IsLeftOut(property)
            ? JsonSchemaType.String | JsonSchemaType.Null
            : JsonSchemaType.String;

    // The reader of types gives up where it meets a converter.
    private static IOpenApiSchema ItemsOf(JsonTypeInfo element, OpenApiDocument document)
    {
        if (element.Converter is not IDescribedConverter described)
        {
            return new OpenApiSchema { Type = element.Type == typeof(string) ? JsonSchemaType.String : null };
        }

        document.AddComponent(described.SchemaName, described.Describe());
        return new OpenApiSchemaReference(described.SchemaName, document);
    }

    private static bool IsLeftOut(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is
            [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];

    // What is left out when there is none is never null.
    private static void LeaveOut(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var name in type.Properties.Where(IsLeftOut).Select(property => property.Name))
        {
            schema.Required?.Remove(name);
            if (schema.Properties?[name] is OpenApiSchema own) own.Type &= ~JsonSchemaType.Null;
        }
    }

    private static AllowedValuesAttribute? Allowed(OpenApiSchemaTransformerContext context)
    {
        var parameter = context.ParameterDescription?.ParameterDescriptor as IParameterInfoParameterDescriptor;
        var attributes = context.JsonPropertyInfo?.AttributeProvider ?? parameter?.ParameterInfo;
        return attributes?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: true) is
            [AllowedValuesAttribute allowed] ? allowed : null;
    }
}
