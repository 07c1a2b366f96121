#pragma warning disable MA0048 // The manifest and its parts.
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sapphire.Persistence.Backup;

/// <summary>What a backup holds: the first entry of its archive.</summary>
/// <param name="Format">The version of the archive's form; see <see cref="BackupArchive.Format"/>.</param>
/// <param name="Program">The version of the program that made it.</param>
/// <param name="Created">When it was begun.</param>
/// <param name="Storage">Where the journal was kept: <c>sqlite</c> or <c>postgres</c>. In the archive it is always an SQLite file.</param>
/// <param name="Secrets">Whether password, keys and connection strings are in it.</param>
/// <param name="Files">Every other entry, in the order of the archive.</param>
public sealed record BackupManifest(int Format, string Program, DateTimeOffset Created, string Storage, bool Secrets, ImmutableArray<BackupFile> Files)
{
    /// <summary>Bytes of all files, unpacked.</summary>
    [JsonIgnore]
    public long TotalBytes => Files.Sum(static file => file.Size);

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);
}

/// <summary>One file of a backup.</summary>
/// <param name="Path">Its name in the archive: <c>home/…</c> or <c>secrets/…</c>, with slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
public sealed record BackupFile(string Path, long Size, string Sha256)
{
    /// <summary>Set for an SQLite database.</summary>
    public BackupDatabase? Database { get; init; }
}

/// <summary>An SQLite database of a backup.</summary>
/// <param name="Application">Its <c>application_id</c>; 0 for one of another program.</param>
/// <param name="Schema">Its schema's version.</param>
public sealed record BackupDatabase(int Application, int Schema);

/// <summary>JSON of manifests and of an interrupted restore.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(ReplacementIntent))]
internal sealed partial class BackupJson : JsonSerializerContext;
