using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Backup;

/// <summary>Nothing in an archive is trusted, and a damaged one is told from a whole one.</summary>
public sealed class BackupArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Any_byte_that_is_flipped_is_noticed()
    {
        using BackupHome home = await BackupHome.CreateAsync(3);
        byte[] whole = await File.ReadAllBytesAsync((await home.BackupAsync()).Path);
        string file = _folder.File("b.tar.gz");
        byte[] content = Unpack(whole)!;
        int harmless = 0, checkedBytes = 0;
        int step = Math.Max(1, whole.Length / Soak.Count(150, 4000));

        // The first ten bytes are gzip's header: a time and a system that nobody reads.
        for (int i = 10; i < whole.Length; i += step)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 8));
            await File.WriteAllBytesAsync(file, damaged);
            if (Unpack(damaged) is { } same && same.AsSpan().SequenceEqual(content))
            {
                // Deflate has bits that mean nothing: those that fill up a block's last byte, or where in a row of zeros zeros are copied from.
                harmless++;
                continue;
            }

            checkedBytes++;
            StorageException e = Should.Throw<StorageException>(() => BackupVerification.Verify(file, BackupHome.Version), $"byte {i}");
            e.Reason.ShouldBe(StorageReason.Corrupt, $"byte {i}");
            e.Message.ShouldContain(file);
        }

        checkedBytes.ShouldBeGreaterThan(3 * harmless);
    }

    [Fact]
    public async Task An_archive_that_is_cut_or_grown_is_noticed()
    {
        using BackupHome home = await BackupHome.CreateAsync(3);
        byte[] whole = await File.ReadAllBytesAsync((await home.BackupAsync()).Path);
        string file = _folder.File("b.tar.gz");
        foreach (int length in (int[])[0, 1, 9, 100, whole.Length / 2, whole.Length - 100, whole.Length - 9, whole.Length - 8, whole.Length - 1])
        {
            await File.WriteAllBytesAsync(file, whole[..length]);
            Should.Throw<StorageException>(() => BackupVerification.Verify(file, BackupHome.Version), $"{length} bytes").Reason.ShouldBe(StorageReason.Corrupt);
        }

        await File.WriteAllBytesAsync(file, [.. whole, 1, 2, 3, 4, 5]);
        Should.Throw<StorageException>(() => BackupVerification.Verify(file, BackupHome.Version));
        await File.WriteAllBytesAsync(file, [.. whole, .. whole]);
        Should.Throw<StorageException>(() => BackupVerification.Verify(file, BackupHome.Version));
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([file], "nothing is left beside it");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("home/../../x")]
    [InlineData("home/..")]
    [InlineData("../home/x")]
    [InlineData("home//x")]
    [InlineData("home/./x")]
    [InlineData("home/a\\..\\b")]
    [InlineData("home/a\nb")]
    [InlineData("other/x")]
    [InlineData("home/")]
    [InlineData("home/restore.json")]
    [InlineData("home/sapphire.lock")]
    [InlineData("home/secrets/secret_key")]
    [InlineData("home/.restore/home/x")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        string file = Make([(name, TarEntryType.RegularFile, "x"u8.ToArray())]);
        Refused(file);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.Directory)]
    public void What_is_no_plain_file_is_refused(TarEntryType type) => Refused(Make([("home/x", type, [])])).ShouldContain("no plain file");

    [Fact]
    public void More_less_and_other_than_the_manifest_says_is_refused()
    {
        byte[] x = "x"u8.ToArray();
        Refused(Make([("home/x", TarEntryType.RegularFile, x)], extra: [("home/y", x)])).ShouldContain("not in its manifest");
        Refused(Make([("home/x", TarEntryType.RegularFile, x)], leaveOut: true)).ShouldContain("ends before home/x");
        Refused(Make([("home/x", TarEntryType.RegularFile, x), ("home/x", TarEntryType.RegularFile, x)])).ShouldContain("twice");
        Refused(Make([("home/x", TarEntryType.RegularFile, x)], change: m => m["files"]![0]!["size"] = 2)).ShouldContain("has 1 bytes");
        Refused(Make([("home/x", TarEntryType.RegularFile, x)], change: m => m["files"]![0]!["sha256"] = new string('0', 64))).ShouldContain("SHA-256");
        Refused(Make([("home/x", TarEntryType.RegularFile, x)], change: m => m["files"]![0]!["size"] = -1));
        Refused(Make([("home/x", TarEntryType.RegularFile, x)], change: m => m.Remove("files"))).ShouldContain("not complete");
        Refused(Make([("home/x", TarEntryType.RegularFile, x)], change: m => m["files"] = "x"));
    }

    [Fact]
    public void No_more_is_unpacked_than_the_manifest_says()
    {
        // 200 MiB of zeros are some 200 KiB in the archive.
        string file = _folder.File("bomb.tar.gz");
        using (GZipStream gzip = new(File.Create(file), CompressionLevel.Fastest))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++)
            {
                gzip.Write(zeros);
            }
        }

        Refused(file);
        Refused(Make([("home/x", TarEntryType.RegularFile, new byte[100 << 20])], change: m => m["files"]![0]!["size"] = 1));
    }

    [Fact]
    public void A_newer_form_and_a_newer_program_are_refused_with_advice()
    {
        (string Name, TarEntryType Type, byte[] Content)[] files = [("home/x", TarEntryType.RegularFile, [1])];
        string format = Make(files, change: m =>
        {
            m["format"] = 2;
            m["files"] = "a newer form";
        });
        StorageException e = Should.Throw<StorageException>(() => BackupVerification.Verify(format, BackupHome.Version));
        e.Reason.ShouldBe(StorageReason.NewerVersion);
        e.Message.ShouldContain("Install the newer program");
        string program = Make(files, change: m => m["program"] = "0.2.0");
        e = Should.Throw<StorageException>(() => BackupVerification.Verify(program, BackupHome.Version));
        e.Reason.ShouldBe(StorageReason.NewerVersion);
        e.Message.ShouldContain("0.2.0");
        BackupVerification.Verify(program, "0.10.0").Program.ShouldBe("0.2.0");
    }

    [Fact]
    public async Task A_database_of_a_newer_schema_is_refused()
    {
        using BackupHome home = await BackupHome.CreateAsync(1);
        home.Scalar("PRAGMA user_version = 99");
        BackupResult backup = await home.BackupAsync();
        StorageException e = Should.Throw<StorageException>(() => BackupVerification.Verify(backup.Path, BackupHome.Version));
        e.Reason.ShouldBe(StorageReason.NewerVersion);
        e.Message.ShouldContain("schema version 99");
    }

    [Fact]
    public async Task List_tells_whole_ones_from_others()
    {
        using BackupHome home = await BackupHome.CreateAsync(1);
        string good = (await home.BackupAsync(secrets: true)).Path;
        home.Write("backups/broken.tar.gz", "no backup");
        BackupListing[] list = [.. new BackupFolder(home.Home.BackupsFolder).List()];
        list.Select(b => (b.Path, b.Problem is null, b.Manifest?.Secrets)).ShouldBe([(good, true, true), (home["backups/broken.tar.gz"], false, null)]);
        new BackupFolder(home.Sub("none")).List().ShouldBeEmpty();
    }

    private static byte[]? Unpack(byte[] archive)
    {
        try
        {
            using MemoryStream unpacked = new();
            using GZipStream gzip = new(new MemoryStream(archive), CompressionMode.Decompress);
            gzip.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string Refused(string file)
    {
        StorageException e = Should.Throw<StorageException>(() => BackupVerification.Verify(file, BackupHome.Version));
        e.Reason.ShouldBe(StorageReason.Corrupt);
        return e.Message;
    }

    private string Make(
        IReadOnlyList<(string Name, TarEntryType Type, byte[] Content)> files,
        bool leaveOut = false,
        Action<JsonObject>? change = null,
        IReadOnlyList<(string Name, byte[] Content)>? extra = null)
    {
        BackupManifest manifest = new(1, "0.1.0", DateTimeOffset.UnixEpoch, "sqlite", false, [.. files.Select(f => new BackupFile(f.Name, f.Content.Length, Convert.ToHexStringLower(SHA256.HashData(f.Content))))]);
        JsonObject json = (JsonObject)JsonNode.Parse(manifest.ToJson())!;
        change?.Invoke(json);
        string file = _folder.File($"{Guid.NewGuid():N}.tar.gz");
        using GZipStream gzip = new(File.Create(file), CompressionLevel.Fastest);
        using TarWriter tar = new(gzip, TarEntryFormat.Pax);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(json.ToJsonString())) });
        foreach ((string name, TarEntryType type, byte[] content) in leaveOut ? [] : files)
        {
            PaxTarEntry entry = new(type, name);
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            {
                entry.LinkName = "/etc/passwd";
            }
            else if (type == TarEntryType.RegularFile)
            {
                entry.DataStream = new MemoryStream(content);
            }

            tar.WriteEntry(entry);
        }

        foreach ((string name, byte[] content) in extra ?? [])
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return file;
    }
}
