using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sapphire.Actors.Prompts.Files;

namespace Sapphire.Actors.Toolsets;

/// <summary><c>toolsets.json</c>: <c>{ "name": { "functions": [ "tool" ] } }</c>; a plain list of tools is read too.</summary>
internal sealed class ToolsetFormat : ILibraryFormat<ImmutableSortedDictionary<string, Toolset>>
{
    private const string Functions = "functions";

    /// <inheritdoc />
    public ImmutableSortedDictionary<string, Toolset> Factory { get; } = LibraryFormats.Map<Toolset>();

    /// <inheritdoc />
    public ImmutableSortedDictionary<string, Toolset> Read(JsonObject root, LibraryReader reader)
    {
        ImmutableSortedDictionary<string, Toolset>.Builder toolsets = LibraryFormats.Map<Toolset>().ToBuilder();
        foreach ((string name, JsonNode? node) in root)
        {
            if (LibraryFormats.IsRemark(name))
            {
                continue;
            }

            IReadOnlyList<string> tools = node switch
            {
                JsonObject members => reader.Texts(members, Functions, name) ?? throw reader.Fault([name], "Expected a list of tools: { \"functions\": [ \"…\" ] }."),
                JsonArray => reader.Texts(root, name)!,
                _ => throw reader.Fault([name], "Expected an object: { \"functions\": [ \"…\" ] }."),
            };
            Toolset toolset = new(name, [.. tools]);
            toolsets[name] = toolset.Problem() is { } problem ? throw reader.Fault([name], problem) : toolset;
        }

        return toolsets.ToImmutable();
    }

    /// <inheritdoc />
    public void Merge(JsonObject root, ImmutableSortedDictionary<string, Toolset> value)
    {
        LibraryFormats.RemoveOthers(root, value.ContainsKey);
        foreach ((string name, Toolset toolset) in value)
        {
            if (root[name] is not JsonObject members)
            {
                root[name] = members = [];
            }

            members[Functions] = LibraryFormats.Array(toolset.Tools);
        }
    }
}
