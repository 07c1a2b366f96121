using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Tools;

/// <summary>One tool: a name, a description and a schema for the model, and what it does.</summary>
internal sealed class Tool : AIFunction
{
    private readonly Func<ToolArguments, CancellationToken, ValueTask<JsonObject>> _invoke;

    /// <summary>Creates a tool.</summary>
    /// <param name="name">Its name, in snake case.</param>
    /// <param name="description">What it does and when to use it, for small models: short, with examples.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="invoke">Does it. A <see cref="ToolException"/> goes to the model as it is.</param>
    public Tool(string name, string description, IReadOnlyList<ToolParameter> parameters, Func<ToolArguments, CancellationToken, ValueTask<JsonObject>> invoke)
    {
        Name = name;
        Description = description;
        JsonSchema = Schema(parameters);
        _invoke = invoke;
    }

    /// <inheritdoc />
    public override string Name { get; }

    /// <inheritdoc />
    public override string Description { get; }

    /// <inheritdoc />
    public override JsonElement JsonSchema { get; }

    /// <inheritdoc />
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _invoke(new ToolArguments(arguments), cancellationToken);
    }

    private static JsonElement Schema(IReadOnlyList<ToolParameter> parameters)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (ToolParameter parameter in parameters)
        {
            properties[parameter.Name] = new JsonObject { ["type"] = parameter.Type, ["description"] = parameter.Description };
            if (parameter.Required)
            {
                required.Add((JsonNode)parameter.Name);
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        using var document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }
}
