using System.Buffers;
using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>
/// The form of a backup: a gzipped tar of plain files, <c>manifest.json</c> first, then what it lists in its order. A reader trusts
/// nothing in it: names, kinds, sizes and hashes are checked before a byte counts, and no more is unpacked than the manifest says.
/// </summary>
internal static class BackupArchive
{
    /// <summary>The version of this form. Raise it when an older program could misread a new archive; older ones stay readable.</summary>
    public const int Format = 1;

    /// <summary>Begins the names of the home's files.</summary>
    public const string HomePrefix = "home/";

    /// <summary>Begins the names of secrets.</summary>
    public const string SecretsPrefix = "secrets/";

    /// <summary>The journal's name, whatever its storage was.</summary>
    public const string JournalName = "home/data/journal.db";

    /// <summary>The permissions that are kept.</summary>
    public const UnixFileMode ModeMask = (UnixFileMode)0b111_111_111;

    private const string ManifestName = "manifest.json";

    // A manifest line has some 200 bytes: enough for hundreds of thousands of files.
    private const int MaxManifestBytes = 64 << 20;
    private const int MaxNameLength = 1000;
    private const int HeadersOfAnEntry = 8192;

    /// <summary>True for a name that stays inside the folder it is unpacked into, on every system.</summary>
    public static bool IsSafe(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && !name.AsSpan().ContainsAnyInRange('\0', '\u001f')
        && !name.Contains('\\', StringComparison.Ordinal)
        && (name.StartsWith(HomePrefix, StringComparison.Ordinal) || name.StartsWith(SecretsPrefix, StringComparison.Ordinal))
        && name.Split('/') is { Length: > 1 } parts
        && parts.All(static part => part.Length > 0 && part is not ("." or ".."))
        && (parts[0] + "/" == SecretsPrefix || HomeContents.IsUsers(parts[1]));

    /// <summary>Packs the files of a folder, named as the manifest names them.</summary>
    public static void Write(Stream output, BackupManifest manifest, string folder, Action<long> packed, CancellationToken cancellationToken)
    {
        using GZipStream gzip = new(output, CompressionLevel.Fastest, leaveOpen: true);
        using TarWriter tar = new(gzip, TarEntryFormat.Pax, leaveOpen: true);
        using MemoryStream json = new(manifest.ToJson());
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, ManifestName) { Mode = DurableFile.Private, ModificationTime = manifest.Created, DataStream = json });
        foreach (BackupFile file in manifest.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Combine(folder, file.Path);
            using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024);
            PaxTarEntry entry = new(TarEntryType.RegularFile, file.Path)
            {
                Mode = OperatingSystem.IsWindows() ? DurableFile.Private : File.GetUnixFileMode(path),
                ModificationTime = new DateTimeOffset(File.GetLastWriteTimeUtc(path)),
                DataStream = content,
            };
            tar.WriteEntry(entry);
            packed(file.Size);
        }
    }

    /// <summary>Reads the manifest alone.</summary>
    /// <exception cref="StorageException">Corrupt: this is no whole backup. NewerVersion: a newer program made it.</exception>
    public static BackupManifest ReadManifest(string path) => Guard(path, () =>
    {
        using LimitedStream content = Open(path);
        using TarReader tar = new(content, leaveOpen: true);
        return ReadManifest(path, tar);
    });

    /// <summary>Reads the whole archive and checks it.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="accept">Sees the manifest before anything else is read, and may throw.</param>
    /// <param name="place">Where a file is to be written; null checks it only.</param>
    /// <param name="read">Told the bytes of each file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageException">Corrupt: says what is wrong. NewerVersion: a newer program made it.</exception>
    public static BackupManifest Read(string path, Action<BackupManifest> accept, Func<BackupFile, string?> place, Action<long> read, CancellationToken cancellationToken) => Guard(path, () =>
    {
        using LimitedStream content = Open(path);
        using TarReader tar = new(content, leaveOpen: true);
        BackupManifest manifest = ReadManifest(path, tar);
        accept(manifest);
        content.Limit = content.Count + manifest.TotalBytes + (manifest.Files.Length + 2L) * HeadersOfAnEntry + (1 << 20);
        foreach (BackupFile file in manifest.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TarEntry entry = tar.GetNextEntry() ?? throw new InvalidDataException($"it ends before {file.Path}");
            if (!string.Equals(entry.Name, file.Path, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"'{Printable(entry.Name)}' is where its manifest has {file.Path}");
            }

            CheckKind(entry);
            if (entry.Length != file.Size)
            {
                throw new InvalidDataException($"{file.Path} has {entry.Length} bytes, and its manifest says {file.Size}");
            }

            CheckContent(entry, file, place(file));
            read(file.Size);
        }

        if (tar.GetNextEntry() is { } extra)
        {
            throw new InvalidDataException($"'{Printable(extra.Name)}' is not in its manifest");
        }

        CheckEnd(path, content);
        return manifest;
    });

    private static LimitedStream Open(string path)
    {
        FileStream file;
        try
        {
            file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"There is no {path}. 'sapphire backup list' shows the backups of a home.", e);
        }

        return new(new GZipStream(file, CompressionMode.Decompress)) { Limit = MaxManifestBytes + (1 << 20) };
    }

    private static BackupManifest ReadManifest(string path, TarReader tar)
    {
        TarEntry? entry = tar.GetNextEntry();
        if (entry is null || !string.Equals(entry.Name, ManifestName, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"it does not begin with {ManifestName}: it is no backup of Sapphire");
        }

        CheckKind(entry);
        if (entry.Length > MaxManifestBytes || entry.DataStream is not { } stream)
        {
            throw new InvalidDataException("its manifest has no possible size");
        }

        byte[] json = new byte[entry.Length];
        stream.ReadExactly(json);

        // First the version alone: what else a newer form holds is unknown.
        using (JsonDocument document = JsonDocument.Parse(json))
        {
            if (document.RootElement.TryGetProperty("format", out JsonElement format) && format.TryGetInt32(out int number) && number > Format)
            {
                throw new StorageException(StorageReason.NewerVersion, $"{path} has format {number} and was made by a newer Sapphire; this one knows format {Format}. Install the newer program and restore it there.");
            }
        }

        BackupManifest manifest = JsonSerializer.Deserialize(json, BackupJson.Default.BackupManifest) ?? throw new InvalidDataException("its manifest is empty");
        if (manifest.Format < 1 || manifest.Program is null || manifest.Storage is null || manifest.Files.IsDefault)
        {
            throw new InvalidDataException("its manifest is not complete");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (BackupFile file in manifest.Files)
        {
            if (file?.Path is null || !IsSafe(file.Path) || file.Size < 0 || file.Sha256 is not { Length: 64 })
            {
                throw new InvalidDataException($"its manifest names '{Printable(file?.Path ?? "")}', which may lead out of the home or is not complete");
            }

            if (!names.Add(file.Path))
            {
                throw new InvalidDataException($"its manifest names {file.Path} twice");
            }
        }

        return manifest;
    }

    private static void CheckKind(TarEntry entry)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
        {
            throw new InvalidDataException($"'{Printable(entry.Name)}' is no plain file but {entry.EntryType}");
        }
    }

    private static void CheckContent(TarEntry entry, BackupFile file, string? target)
    {
        UnixFileMode mode = entry.Mode & ModeMask | DurableFile.Private;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            using FileStream? output = target is null ? null : PrivateFolder.CreateFile(target, mode);
            while (entry.DataStream?.Read(buffer) is > 0 and int count)
            {
                hash.AppendData(buffer, 0, count);
                output?.Write(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (!string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"the content of {file.Path} is not what was packed (its SHA-256 differs)");
        }

        if (target is not null)
        {
            File.SetLastWriteTimeUtc(target, entry.ModificationTime.UtcDateTime);
        }
    }

    // The rest of the tar is zeros; and gzip's last eight bytes are the checksum and the length of what was packed:
    // a damaged header of an entry is seen, and a cut tail.
    private static void CheckEnd(string path, LimitedStream content)
    {
        byte[] rest = new byte[4096];
        while (content.Read(rest) is > 0 and int count)
        {
            if (rest.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                throw new InvalidDataException("there is something after its last file");
            }
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Span<byte> tail = stackalloc byte[8];
        file.Seek(-8, SeekOrigin.End);
        file.ReadExactly(tail);
        if (BinaryPrimitives.ReadUInt32LittleEndian(tail) != content.Crc)
        {
            throw new InvalidDataException("its checksum does not match, or its end is missing");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]) != (uint)content.Count)
        {
            throw new InvalidDataException("its end is missing, or something was added to it");
        }
    }

    private static BackupManifest Guard(string path, Func<BackupManifest> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException or FormatException or ArgumentException or OverflowException)
        {
            string why = e is InvalidDataException && char.IsLower(e.Message[0]) || e.Message.StartsWith('\'') ? e.Message : $"it cannot be unpacked ({e.Message.TrimEnd('.')})";
            throw new StorageException(StorageReason.Corrupt, $"{path} is damaged or no backup: {why}. Use another one: 'sapphire backup list' shows which are whole.", e);
        }
    }

    private static string Printable(string name)
    {
        StringBuilder text = new();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, 200)))
        {
            text.Append(char.IsControl(c) ? '?' : c);
        }

        return text.ToString();
    }
}
