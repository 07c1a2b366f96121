#pragma warning disable CA1416 // Modes of files are tested where there are some.
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Memory;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Backup;

public sealed class HomeRestoreTests
{
    [Fact]
    public async Task Images_come_back_under_their_ids()
    {
        using BackupHome old = await BackupHome.CreateAsync();
        byte[] image = [1, 2, 3];
        string id = await new FileBlobStore(old.Home.ImagesFolder).SaveAsync(image);
        BackupResult backup = await old.BackupAsync();
        using BackupHome home = new();
        await home.RestoreAsync(backup.Path);
        (await new FileBlobStore(home.Home.ImagesFolder).FindAsync(id)).ShouldNotBeNull().ToArray().ShouldBe(image);
    }

    [Fact]
    public async Task Into_a_new_home_everything_is_as_it_was()
    {
        using BackupHome old = await BackupHome.CreateAsync();
        BackupResult backup = await old.BackupAsync();
        using BackupHome home = new();
        RestoreResult result = await home.RestoreAsync(backup.Path);
        result.Aside.ShouldBeNull();
        (await home.CountEventsAsync()).ShouldBe(20);
        using (MemoryDatabase memory = MemoryDatabase.Open(home.Home.MemoryFile, TimeProvider.System))
        {
            (await memory.SearchAsync(IMemoryDatabase.DefaultScope, "bins", 10)).ShouldHaveSingleItem().Text.ShouldBe("the bins go out on Tuesday");
            (await memory.SearchAsync("work", "bins", 10)).ShouldHaveSingleItem().Text.ShouldBe("the bins are in the yard");
        }

        home.Read("settings.json").ShouldBe(old.Read("settings.json"));
        home.Read("prompts/morning.txt").ShouldBe("Good morning.");
        File.GetLastWriteTimeUtc(home["settings.json"]).ShouldBe(File.GetLastWriteTimeUtc(old["settings.json"]), TimeSpan.FromMilliseconds(1));
        Directory.Exists(home.Home.ReadModelsFolder).ShouldBeFalse("read models are rebuilt");
        Directory.Exists(home[".restore"]).ShouldBeFalse();
        await using SqliteJournal journal = SqliteJournal.Open(new(home.Home.JournalFile));
        (await journal.LoadSnapshotAsync("chat-1")).ShouldNotBeNull().SequenceNr.ShouldBe(20);
        (await journal.ReadTagAsync("chat", 0, 100)).Length.ShouldBe(20);
    }

    [Fact]
    public async Task The_home_of_before_is_kept_whole_and_its_secrets_stay_valid()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        BackupResult backup = await home.BackupAsync();
        await AddEventsAsync(home.Home, 20, 5);
        home.Write("settings.json", "later");
        home.Write("note.txt", "not in the backup");
        RestoreResult result = await home.RestoreAsync(backup.Path);
        string aside = result.Aside.ShouldNotBeNull();
        Path.GetFileName(aside).ShouldMatch(@"^home\.before-restore-\d{8}-\d{6}$");
        Path.GetDirectoryName(aside).ShouldBe(Path.GetDirectoryName(home.Home.Root));

        // The home is the backup's.
        (await home.CountEventsAsync()).ShouldBe(20);
        home.Read("settings.json").ShouldBe("""{"models":{}}""");
        File.Exists(home["note.txt"]).ShouldBeFalse();
        home.Read("secrets/secret_key").ShouldBe("old hash");
        home.Read("logs/sapphire.log").ShouldBe("log");
        File.Exists(backup.Path).ShouldBeTrue("backups stay where they are");

        // The old one is a home of its own.
        using BackupHome old = new(Path.GetFileName(aside));
        Directory.Move(aside, old.Home.Root);
        (await old.CountEventsAsync()).ShouldBe(25);
        old.Read("settings.json").ShouldBe("later");
        old.Read("note.txt").ShouldBe("not in the backup");
        old.Read("secrets/secret_key").ShouldBe("old hash");
    }

    [Fact]
    public async Task Secrets_in_a_backup_replace_those_of_the_home()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        BackupResult backup = await home.BackupAsync(secrets: true);
        home.Write("secrets/secret_key", "newer hash");
        home.Write("secrets/login-keys/key.xml", "newer key");
        RestoreResult result = await home.RestoreAsync(backup.Path);
        home.Read("secrets/secret_key").ShouldBe("old hash");
        File.Exists(home["secrets/login-keys/key.xml"]).ShouldBeFalse("a login of after the backup must not be valid");
        (await File.ReadAllTextAsync(Path.Combine(result.Aside!, "secrets", "secret_key"))).ShouldBe("newer hash");
        File.GetUnixFileMode(home["secrets/secret_key"]).ShouldBe(DurableFile.Private);
    }

    [Fact]
    public async Task Secret_settings_come_from_the_present_home_or_are_named()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        home.Write("sapphire.conf", "sapphire.storage.postgres.password = hush\n");
        BackupResult backup = await home.BackupAsync();
        (await home.RestoreAsync(backup.Path)).MissingSettings.ShouldBeEmpty();
        home.Read("sapphire.conf").ShouldBe("sapphire.storage.postgres.password = hush\n");
        using BackupHome other = new();
        (await other.RestoreAsync(backup.Path)).MissingSettings.ShouldBe(["sapphire.storage.postgres.password"]);
    }

    [Fact]
    public async Task Owners_of_before_are_refused_whatever_their_epoch_was()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        BackupResult backup = await home.BackupAsync();
        long old = 0;
        await using (SqliteJournal journal = SqliteJournal.Open(new(home.Home.JournalFile)))
        {
            for (int i = 0; i < 5; i++)
            {
                old = await journal.RaiseEpochAsync("chat-1");
            }

            (await journal.RaiseEpochAsync("chat-of-after-the-backup")).ShouldBe(1);
        }

        await home.RestoreAsync(backup.Path);
        await using SqliteJournal restored = SqliteJournal.Open(new(home.Home.JournalFile));
        foreach (long epoch in (long[])[1, old, old + 1])
        {
            (await Should.ThrowAsync<StorageException>(() => restored.WriteAsync(new("chat-1", epoch, [Event(21)])))).Reason.ShouldBe(StorageReason.Fenced);
        }

        (await Should.ThrowAsync<StorageException>(() => restored.WriteAsync(new("chat-of-after-the-backup", 1, [Event(1)])))).Reason.ShouldBe(StorageReason.Fenced);
        await restored.WriteAsync(new("chat-1", await restored.RaiseEpochAsync("chat-1"), [Event(21)]));
        (await restored.RaiseEpochAsync("chat-1")).ShouldBeGreaterThan(HomeRestore.EpochStep);
    }

    [Fact]
    public async Task A_bad_backup_changes_nothing()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        string archive = (await home.BackupAsync()).Path;
        byte[] bytes = await File.ReadAllBytesAsync(archive);
        bytes.AsSpan(bytes.Length / 2, 8).Reverse();
        await File.WriteAllBytesAsync(archive, bytes);
        string before = home.Picture();
        (await Should.ThrowAsync<StorageException>(() => home.RestoreAsync(archive))).Reason.ShouldBe(StorageReason.Corrupt);
        await Should.ThrowAsync<IOException>(() => home.RestoreAsync(home["no such file"]));
        await Should.ThrowAsync<InvalidOperationException>(async () => await HomeRestore.RestoreAsync(new((await home.BackupAsync(name: "good.tar.gz")).Path, home.Home, BackupHome.Version)
        {
            Prove = static (_, _, _) => throw new InvalidOperationException("not for us"),
        }));
        File.Delete(home["backups/good.tar.gz"]);
        home.Picture().ShouldBe(before);
        Directory.GetDirectories(Path.GetDirectoryName(home.Home.Root)!).ShouldBe([home.Home.Root], "no empty folder is left beside it");
    }

    [Fact]
    public async Task A_newer_programs_backup_is_refused_before_anything_is_unpacked()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        string archive = (await home.BackupAsync()).Path;
        string before = home.Picture();
        (await Should.ThrowAsync<StorageException>(() => home.RestoreAsync(archive, "0.0.9"))).Reason.ShouldBe(StorageReason.NewerVersion);
        home.Picture().ShouldBe(before);
    }

    [Fact]
    public async Task A_home_that_is_a_volume_keeps_the_old_one_inside()
    {
        using TmpfsFolder? volume = TmpfsFolder.TryMount(64 << 10);
        if (volume is null)
        {
            Assert.Skip("Only root may mount.");
        }

        using BackupHome old = await BackupHome.CreateAsync();
        string archive = (await old.BackupAsync()).Path;
        HomeFolder home = HomeFolder.Resolve(volume.Path);
        home.Create();
        await File.WriteAllTextAsync(home.SettingsFile, "before");
        RestoreResult result = await HomeRestore.RestoreAsync(new(archive, home, BackupHome.Version));
        result.Aside.ShouldNotBeNull().ShouldStartWith(Path.Combine(home.Root, "before-restore-"));
        (await File.ReadAllTextAsync(Path.Combine(result.Aside, "settings.json"))).ShouldBe("before");
        (await File.ReadAllTextAsync(home.SettingsFile)).ShouldBe("""{"models":{}}""");

        // Neither a backup nor the next restore takes the old home for the user's.
        BackupResult next = await BackupWriter.WriteAsync(new(home, old.Sub("b"), BackupHome.Version));
        next.Manifest.Files.ShouldAllBe(file => !file.Path.Contains("before-restore", StringComparison.Ordinal));
        (await HomeRestore.RestoreAsync(new(archive, home, BackupHome.Version))).Aside.ShouldNotBe(result.Aside);
        Directory.Exists(result.Aside).ShouldBeTrue();
    }

    [Fact]
    public async Task A_step_that_fails_takes_back_those_before_it()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        string archive = (await home.BackupAsync()).Path;
        home.Write("settings.json", "later");
        string before = home.Picture();
        IOException e = await Should.ThrowAsync<IOException>(() => HomeRestore.RestoreAsync(new(archive, home.Home, BackupHome.Version)
        {
            // A folder with something in it, where a file is to go: the last entry cannot come in.
            Prove = (_, _, _) =>
            {
                Directory.CreateDirectory(home["backups/x"]);
                Directory.CreateDirectory(Path.Combine(home[".restore/home"], "backups"));
                return Task.FromResult<IExternalJournal?>(null);
            },
        }));
        e.Message.ShouldContain("They are as they were");
        Directory.Delete(home["backups/x"]);
        home.Picture().ShouldBe(before);
        HomeRestore.IsInterrupted(home.Home).ShouldBeFalse();
        Directory.GetDirectories(Path.GetDirectoryName(home.Home.Root)!).ShouldBe([home.Home.Root]);
    }

    [Fact]
    public async Task A_replacement_of_a_journal_elsewhere_decides_what_an_interrupted_restore_becomes()
    {
        foreach (bool replaced in (bool[])[true, false])
        {
            using BackupHome home = await BackupHome.CreateAsync();
            string archive = (await home.BackupAsync()).Path;
            home.Write("settings.json", "later");
            ElsewhereJournal elsewhere = new() { Committed = replaced, Lost = true };
            await Should.ThrowAsync<StorageException>(() => HomeRestore.RestoreAsync(new(archive, home.Home, BackupHome.Version)
            {
                Prove = (_, _, _) => Task.FromResult<IExternalJournal?>(elsewhere),
            }));
            HomeRestore.IsInterrupted(home.Home).ShouldBeTrue("the outcome of the transaction is not known");
            (await HomeRestore.RecoverAsync(home.Home, (_, _) => Task.FromResult<IExternalJournal?>(elsewhere))).ShouldBe(replaced);
            home.Read("settings.json").ShouldBe(replaced ? """{"models":{}}""" : "later");
            File.Exists(home.Home.JournalFile).ShouldBe(!replaced, "a journal that is elsewhere is not in the home too");
            HomeRestore.IsInterrupted(home.Home).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_damaged_intent_is_explained()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        home.Write("restore.json", "{");
        (await Should.ThrowAsync<IOException>(() => HomeRestore.RecoverAsync(home.Home))).Message.ShouldContain("restore.json is damaged");
    }

    private static JournalEntry Event(long number) => new(number, "said.1", "{}"u8.ToArray(), DateTimeOffset.UnixEpoch);

    private static async Task AddEventsAsync(HomeFolder home, int after, int count)
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(home.JournalFile));
        long epoch = await journal.RaiseEpochAsync("chat-1");
        for (int i = 1; i <= count; i++)
        {
            await journal.WriteAsync(new("chat-1", epoch, [Event(after + i)]));
        }
    }

    private sealed class ElsewhereJournal : IExternalJournal
    {
        private string? _restore;

        public bool Committed { get; init; }

        public bool Lost { get; init; }

        public string Kind => "postgres";

        public Task<long> MeasureAsync(CancellationToken cancellationToken) => Task.FromResult(0L);

        public Task DumpAsync(string file, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string?> ReplaceAsync(string file, string restoreId, CancellationToken cancellationToken)
        {
            File.Exists(file).ShouldBeTrue();
            _restore = Committed ? restoreId : null;
            return Lost ? throw new StorageException(StorageReason.Io, "The connection was lost.") : Task.FromResult<string?>(null);
        }

        public Task<bool> WasReplacedAsync(string restoreId, CancellationToken cancellationToken) => Task.FromResult(restoreId == _restore);
    }
}
