using System.Text;
using System.Text.Json.Nodes;
using Sapphire.Actors.Prompts.Files;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Prompts.Avatars;

/// <summary>Which pictures the person and the assistant have: <c>avatars.json</c>, <c>{ "user": "id", "assistant": "id" }</c>. The pictures are kept as images. Safe for several threads.</summary>
/// <param name="document">The file; disposed with this.</param>
public sealed class AvatarBook(IDocument document) : IDisposable
{
    /// <summary>The file, below the home.</summary>
    public const string FileName = "avatars.json";

    /// <summary>The person's.</summary>
    public const string User = "user";

    /// <summary>The assistant's.</summary>
    public const string Assistant = "assistant";

    /// <summary>The largest picture, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The id of somebody's picture; null for none.</summary>
    /// <param name="who"><see cref="User"/> or <see cref="Assistant"/>.</param>
    /// <exception cref="SettingsException">The file is broken.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string? Find(string who)
    {
        DocumentContent? content = document.Read();
        LibraryReader reader = new(document.Name, content?.Bytes ?? default);
        return reader.Text(reader.Root(), who);
    }

    /// <summary>Changes somebody's picture. Returns when it is stored.</summary>
    /// <param name="who"><see cref="User"/> or <see cref="Assistant"/>.</param>
    /// <param name="id">The id of an image; null for none.</param>
    /// <exception cref="SettingsException">The file is broken; nothing has changed.</exception>
    /// <exception cref="IOException">It cannot be written; nothing has changed.</exception>
    /// <exception cref="StorageException">The database cannot be written; nothing has changed.</exception>
    public void Set(string who, string? id) => document.Update(content =>
    {
        JsonObject root = new LibraryReader(document.Name, content?.Bytes ?? default).Root();
        LibraryFormats.Set(root, who, id);
        return Encoding.UTF8.GetBytes(root.ToJsonString() + "\n");
    });

    /// <inheritdoc />
    public void Dispose() => document.Dispose();
}
