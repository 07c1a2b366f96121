using System.Collections.Immutable;
using System.Text.Json;

namespace Sapphire.Actors.Import.Old;

/// <summary>
/// The old <c>settings.json</c>: nested by category, or flat, or some of each. As the old program did, a category's members count by their
/// bare names, and names that begin with <c>_</c> are notes.
/// </summary>
/// <param name="Values">Key and value, each key once; a value at the root wins, as it was saved later.</param>
/// <param name="Providers">The provider table.</param>
/// <param name="Keys">Keys of providers that the settings themselves hold, as the oldest versions had them.</param>
public sealed record OldSettings(ImmutableSortedDictionary<string, JsonElement> Values, ImmutableArray<OldProvider> Providers, ImmutableArray<OldKey> Keys)
{
    /// <summary>No settings.</summary>
    public static readonly OldSettings None = new(ImmutableSortedDictionary.Create<string, JsonElement>(StringComparer.Ordinal), [], []);

    // These are values although they are objects.
    private static readonly string[] Objects =
        ["LLM_PROVIDERS", "LLM_PRIMARY", "LLM_FALLBACK", "GENERATION_DEFAULTS", "FASTER_WHISPER_VAD_PARAMETERS", "MODEL_GENERATION_PROFILES"];

    /// <summary>Reads the file.</summary>
    /// <param name="content">What it holds.</param>
    /// <param name="source">The file, for the report.</param>
    /// <exception cref="OldFormatException">It is damaged.</exception>
    public static OldSettings Read(byte[] content, string source)
    {
        JsonElement root = OldJson.Parse(OldJson.Clean(content));
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new OldFormatException("it is no JSON object");
        }

        ImmutableSortedDictionary<string, JsonElement>.Builder values = ImmutableSortedDictionary.CreateBuilder<string, JsonElement>(StringComparer.Ordinal);
        List<JsonElement> tables = [];
        foreach (JsonProperty member in root.EnumerateObject().Where(static member => IsCategory(member)))
        {
            foreach (JsonProperty value in member.Value.EnumerateObject())
            {
                Add(value);
            }
        }

        foreach (JsonProperty member in root.EnumerateObject().Where(static member => !IsCategory(member)))
        {
            Add(member);
        }

        ImmutableArray<OldProvider> providers = Table(tables);
        ImmutableArray<OldKey>.Builder keys = ImmutableArray.CreateBuilder<OldKey>();
        foreach (OldProvider provider in providers)
        {
            if (provider.Fields.Text("api_key")?.Trim() is { Length: > 0 } key && key != "not-needed")
            {
                keys.Add(new(provider.Key, key, source));
            }
        }

        return new(values.ToImmutable(), providers, keys.ToImmutable());

        void Add(JsonProperty member)
        {
            if (member.Name.StartsWith('_'))
            {
                return;
            }

            if (member.Name == "LLM_PROVIDERS")
            {
                tables.Add(member.Value);
            }
            else
            {
                values[member.Name] = member.Value;
            }
        }
    }

    private static bool IsCategory(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Object && !Objects.Contains(member.Name, StringComparer.Ordinal) && !member.Name.StartsWith('_');

    // Tables at several places are one, a later one's fields over those of an earlier one.
    private static ImmutableArray<OldProvider> Table(List<JsonElement> tables)
    {
        Dictionary<string, OldProvider> found = new(StringComparer.Ordinal);
        List<string> order = [];
        foreach (JsonProperty one in tables.Where(static table => table.ValueKind == JsonValueKind.Object).SelectMany(static table => table.EnumerateObject()))
        {
            if (one.Value.ValueKind != JsonValueKind.Object || one.Name.StartsWith('_'))
            {
                continue;
            }

            if (!found.TryGetValue(one.Name, out OldProvider? before))
            {
                order.Add(one.Name);
            }

            // An emptied key at one place does not hide one that is still at another.
            JsonElement fields = before is not null && string.IsNullOrWhiteSpace(one.Value.Text("api_key")) && !string.IsNullOrWhiteSpace(before.Fields.Text("api_key")) ? before.Fields : one.Value;
            found[one.Name] = new(one.Name, fields, string.IsNullOrWhiteSpace(fields.Text("base_url")));
        }

        return [.. order.Select(key => found[key])];
    }
}
