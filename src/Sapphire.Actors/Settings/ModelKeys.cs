using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Settings;

/// <summary>
/// The keys of the providers, in one file that only the owner may read, or in a secret document that all nodes share. Each key remembers the server it was given for, and
/// is never lent to another one: neither when a provider's URL is changed by hand nor by a request.
/// </summary>
public sealed class ModelKeys
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 4000;

    /// <summary>The name of the file or document.</summary>
    public const string DocumentName = "model-keys.json";

    private readonly IDocument _file;
    private readonly Lock _gate = new();
    private DocumentContent? _read;
    private Dictionary<string, Entry> _keys = new(StringComparer.Ordinal);

    /// <summary>Keys in <c>model-keys.json</c> of a folder.</summary>
    public ModelKeys(string secretsFolder)
        : this(new FileDocument(Path.Combine(secretsFolder, DocumentName)))
    {
    }

    /// <summary>Keys in a document.</summary>
    public ModelKeys(IDocument document) => _file = document;

    /// <summary>A provider's key for a server; null when there is none for that server.</summary>
    /// <param name="providerId">The provider.</param>
    /// <param name="origin">Scheme, host and port (<see cref="Sapphire.Actors.Models.ProviderUrl.Origin"/>).</param>
    public string? Find(string providerId, string origin)
    {
        lock (_gate)
        {
            Take(_file.Read());
            return _keys.TryGetValue(providerId, out Entry? entry) && entry.Origin == origin ? entry.Key : null;
        }
    }

    /// <summary>Stores a key for a server; null or empty deletes it. Returns when it is stored.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public void Set(string providerId, string origin, string? key)
    {
        lock (_gate)
        {
            Take(_file.Update(content =>
            {
                Take(content);
                Dictionary<string, Entry> next = new(_keys, StringComparer.Ordinal);
                if (string.IsNullOrEmpty(key))
                {
                    if (!next.Remove(providerId))
                    {
                        return null;
                    }
                }
                else
                {
                    next[providerId] = new(origin, key);
                }

                JsonObject root = [];
                foreach ((string id, Entry entry) in next.OrderBy(static k => k.Key, StringComparer.Ordinal))
                {
                    root[id] = new JsonObject { ["origin"] = entry.Origin, ["key"] = entry.Key };
                }

                return System.Text.Encoding.UTF8.GetBytes(root.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
            }));
        }
    }

    /// <summary>Understands a content that is new. A broken one is an error, since saving would lose every other key.</summary>
    private void Take(DocumentContent? content)
    {
        if (ReferenceEquals(content, _read))
        {
            return;
        }

        Dictionary<string, Entry> keys = new(StringComparer.Ordinal);
        if (content is not null)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(content.Bytes, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
                foreach (JsonProperty property in document.RootElement.EnumerateObject())
                {
                    keys[property.Name] = new(property.Value.GetProperty("origin").GetString()!, property.Value.GetProperty("key").GetString()!);
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
#pragma warning disable MA0054 // The cause may quote a key, so it is left out.
                throw new IOException($"The file of keys {_file.Name} is broken: repair it, or delete it and enter the keys again.");
#pragma warning restore MA0054
            }
        }

        _keys = keys;
        _read = content;
    }

    private sealed record Entry(string Origin, string Key);
}
