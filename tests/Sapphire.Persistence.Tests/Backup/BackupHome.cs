using System.Text;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Memory;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Backup;

/// <summary>A home with something of everything, to back up and to restore.</summary>
internal sealed class BackupHome : IDisposable
{
    public const string Version = "0.1.0";
    private readonly TemporaryFolder _folder = new();

    public BackupHome(string name = "home") => Home = HomeFolder.Resolve(_folder.File(name));

    public HomeFolder Home { get; }

    public string Sub(string name) => _folder.File(name);

    public string this[string name] => Path.Combine(Home.Root, name);

    public static async Task<BackupHome> CreateAsync(int events = 20)
    {
        BackupHome home = new();
        home.Home.Create();
        await using (SqliteJournal journal = SqliteJournal.Open(new(home.Home.JournalFile)))
        {
            long epoch = await journal.RaiseEpochAsync("chat-1");
            for (int i = 1; i <= events; i++)
            {
                await journal.WriteAsync(new("chat-1", epoch, [new(i, "said.1", Encoding.UTF8.GetBytes($"{{\"n\":{i}}}"), DateTimeOffset.UnixEpoch) { Tags = ["chat"] }]));
            }

            await journal.SaveSnapshotAsync(new("chat-1", events, "state.1", "{}"u8.ToArray(), DateTimeOffset.UnixEpoch), epoch);
        }

        using (MemoryDatabase memory = MemoryDatabase.Open(home.Home.MemoryFile, TimeProvider.System))
        {
            await memory.SaveAsync(IMemoryDatabase.DefaultScope, "the bins go out on Tuesday");
            await memory.SaveAsync("work", "the bins are in the yard");
        }

        home.Write("settings.json", """{"models":{}}""");
        home.Write("sapphire.conf", "sapphire.log.level = warning\n");
        home.Write("prompts/morning.txt", "Good morning.");
        home.Write("data/read-models.db", "of a former version");
        home.Write("data/read-models/chats-1.db", "rebuilt");
        home.Write("logs/sapphire.log", "log");
        home.Write("sapphire.lock", "{}");
        home.Write("secrets/secret_key", "old hash");
        return home;
    }

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    public string Read(string name) => File.ReadAllText(this[name]);

    public Task<BackupResult> BackupAsync(bool secrets = false, int? keep = null, string? name = null, TimeProvider? time = null) =>
        BackupWriter.WriteAsync(new(Home, Home.BackupsFolder, Version) { IncludeSecrets = secrets, Keep = keep, FileName = name, Time = time ?? TimeProvider.System });

    public Task<RestoreResult> RestoreAsync(string archive, string version = Version) => HomeRestore.RestoreAsync(new(archive, Home, version));

    public async Task<int> CountEventsAsync(string id = "chat-1")
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(Home.JournalFile));
        int count = 0;
        await foreach (JournalRow row in journal.ReplayAsync(id))
        {
            row.SequenceNr.ShouldBe(++count);
        }

        return count;
    }

    public long Scalar(string sql)
    {
        using SqliteConnection connection = SqliteFile.Open(new(Home.JournalFile));
        return SqliteFile.QueryInt64(connection.Handle!, sql, Home.JournalFile);
    }

    /// <summary>Every file with its content, to see whether anything changed.</summary>
    public string Picture() => string.Join('\n', Directory.EnumerateFiles(Home.Root, "*", SearchOption.AllDirectories)
        .Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal) && !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetRelativePath(Home.Root, file)} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));

    public void Dispose() => _folder.Dispose();
}
