using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Prompts.Files;

/// <summary><c>prompt_monoliths.json</c>: <c>{ "name": "text", "other": { "content": "text", "privacy_required": true } }</c>.</summary>
internal sealed class MonolithFormat(MonolithFile factory) : ILibraryFormat<MonolithFile>
{
    /// <inheritdoc />
    public MonolithFile Factory => factory;

    /// <inheritdoc />
    public MonolithFile Read(JsonObject root, LibraryReader reader)
    {
        ImmutableSortedDictionary<string, Prompt>.Builder prompts = LibraryFormats.Map<Prompt>().ToBuilder();
        foreach ((string name, JsonNode? value) in root)
        {
            if (LibraryFormats.IsRemark(name))
            {
                continue;
            }

            if (Prompt.NameProblem(name) is { } problem)
            {
                throw reader.Fault([name], problem);
            }

            prompts[name] = value is JsonObject node
                ? new(name, reader.Text(node, "content", name) ?? throw reader.Fault([name], "The member \"content\" is missing."), null, reader.Flag(node, "privacy_required", name) ?? false)
                : new(name, reader.AsText(value, [name]), null);
        }

        return new(prompts.ToImmutable(), LibraryFormats.ReadRenamed(root, reader));
    }

    /// <inheritdoc />
    public void Merge(JsonObject root, MonolithFile value)
    {
        LibraryFormats.RemoveOthers(root, value.Prompts.ContainsKey);
        foreach ((string name, Prompt prompt) in value.Prompts)
        {
            if (root[name] is JsonObject node)
            {
                node["content"] = prompt.Text;
                LibraryFormats.Set(node, "privacy_required", prompt.PrivacyRequired ? true : null);
            }
            else
            {
                root[name] = prompt.PrivacyRequired ? new JsonObject { ["content"] = prompt.Text, ["privacy_required"] = true } : prompt.Text;
            }
        }

        LibraryFormats.WriteRenamed(root, value.Renamed);
    }
}
