using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Prompts.Files;

/// <summary><c>prompt_spices.json</c>: <c>{ "category": [ "text" ], "_disabled_categories": [ "category" ] }</c>.</summary>
internal sealed class SpiceFormat(ImmutableSortedDictionary<string, SpiceCategory> factory) : ILibraryFormat<ImmutableSortedDictionary<string, SpiceCategory>>
{
    private const string Disabled = "_disabled_categories";

    /// <inheritdoc />
    public ImmutableSortedDictionary<string, SpiceCategory> Factory => factory;

    /// <inheritdoc />
    public ImmutableSortedDictionary<string, SpiceCategory> Read(JsonObject root, LibraryReader reader)
    {
        IReadOnlyList<string> disabled = reader.Texts(root, Disabled) ?? [];
        ImmutableSortedDictionary<string, SpiceCategory>.Builder spices = LibraryFormats.Map<SpiceCategory>().ToBuilder();
        foreach (string name in root.Select(static m => m.Key).Where(static n => !LibraryFormats.IsRemark(n)))
        {
            if (Prompt.NameProblem(name) is { } problem)
            {
                throw reader.Fault([name], problem);
            }

            spices[name] = new([.. reader.Texts(root, name) ?? []], !disabled.Contains(name, StringComparer.Ordinal));
        }

        return spices.ToImmutable();
    }

    /// <inheritdoc />
    public void Merge(JsonObject root, ImmutableSortedDictionary<string, SpiceCategory> value)
    {
        LibraryFormats.RemoveOthers(root, value.ContainsKey);
        foreach ((string name, SpiceCategory category) in value)
        {
            root[name] = LibraryFormats.Array(category.Texts);
        }

        root[Disabled] = LibraryFormats.Array(value.Where(static c => !c.Value.Enabled).Select(static c => c.Key));
    }
}
