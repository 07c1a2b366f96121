#pragma warning disable CA1416 // Modes of files are tested where there are some.
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Backup;

public sealed class BackupWriterTests
{
    [Fact]
    public async Task The_archive_holds_what_is_the_users_and_nothing_else()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        home.Write("control.path", "x");
        home.Write("run/worker.sock", "x");
        home.Write("settings.json.0123456789abcdef0123456789abcdef.tmp", "half");
        BackupResult result = await home.BackupAsync();
        Path.GetFileName(result.Path).ShouldMatch(@"^sapphire-\d{8}-\d{6}\.tar\.gz$");
        Path.GetDirectoryName(result.Path).ShouldBe(home.Home.BackupsFolder);
        File.GetUnixFileMode(result.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Entries(result.Path).ShouldBe(["manifest.json", "home/data/journal.db", "home/data/memory.db", "home/prompts/morning.txt", "home/sapphire.conf", "home/settings.json"]);
        result.Manifest.ShouldSatisfyAllConditions(
            m => m.Format.ShouldBe(1),
            m => m.Program.ShouldBe(BackupHome.Version),
            m => m.Storage.ShouldBe("sqlite"),
            m => m.Secrets.ShouldBeFalse(),
            m => m.Files[0].Database.ShouldBe(new(JournalSchema.ApplicationId, JournalSchema.Migrations.Length)));
        result.Skipped.ShouldBeEmpty();
        Directory.GetFileSystemEntries(home.Home.BackupsFolder).ShouldBe([result.Path], "the working folder is gone");
        BackupVerification.Verify(result.Path, BackupHome.Version).Files.Length.ShouldBe(5);
    }

    [Fact]
    public async Task Secrets_are_in_it_only_on_request()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        home.Write("sapphire.conf", "sapphire.storage.postgres.connection-string = \"Host=db;Password=hush\"\nsapphire.log.level = warning\n");
        BackupResult without = await home.BackupAsync();
        Everything(without.Path).ShouldNotContain("hush");
        Everything(without.Path).ShouldNotContain("old hash");
        BackupResult with = await home.BackupAsync(secrets: true);
        with.Manifest.Secrets.ShouldBeTrue();
        Everything(with.Path).ShouldContain("hush");
        Everything(with.Path).ShouldContain("old hash");
        Entries(with.Path).ShouldContain("secrets/secret_key");
    }

    [Theory]
    [InlineData("a { password = \"x y\", b = 1 }", "a { password = ${?SAPPHIRE_LEFT_OUT_OF_BACKUP}, b = 1 }")]
    [InlineData("connection = Host=h;Password=p\nnext = 1", "connection = ${?SAPPHIRE_LEFT_OUT_OF_BACKUP}\nnext = 1")]
    [InlineData("a.api-key : s3cret # why", "a.api-key : ${?SAPPHIRE_LEFT_OUT_OF_BACKUP}# why")]
    [InlineData("connection-string = ${?SAPPHIRE_POSTGRES}", null)]
    [InlineData("login.attempts = 5", null)]
    [InlineData("password = \"\"", null)]
    public void Secret_settings_are_left_out_and_filled_in_again(string text, string? without)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("sapphire.conf"), present = folder.File("present.conf");
        File.WriteAllText(file, text);
        ConfigurationSecrets.LeaveOut(file).ShouldBe(without is not null);
        File.ReadAllText(file).ShouldBe(without ?? text);
        ConfigurationSecrets.FillIn(file, present).Count.ShouldBe(without is null ? 0 : 1, "nothing is there to fill it with");
        File.WriteAllText(present, text);
        ConfigurationSecrets.FillIn(file, present).ShouldBeEmpty();
        File.ReadAllText(file).Replace(" ", "", StringComparison.Ordinal).ShouldBe(text.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_plain_file_is_named_and_left_out()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        using (Process mkfifo = Process.Start("mkfifo", home["pipe"]))
        {
            await mkfifo.WaitForExitAsync();
        }

        File.CreateSymbolicLink(home["nowhere"], home["missing"]);
        Directory.CreateSymbolicLink(home["prompts/circle"], home.Home.Root);
        Directory.CreateDirectory(home.Sub("elsewhere"));
        await File.WriteAllTextAsync(home.Sub("elsewhere/note.txt"), "far");
        Directory.CreateSymbolicLink(home["linked"], home.Sub("elsewhere"));
        BackupResult result = await home.BackupAsync();
        result.Skipped.Order(StringComparer.Ordinal).ShouldBe([home["nowhere"], home["pipe"], home["prompts/circle"]]);
        Entries(result.Path).ShouldContain("home/linked/note.txt", "data on another disk is in the backup");
    }

    [Fact]
    public async Task Keep_deletes_older_backups_and_nothing_else()
    {
        using BackupHome home = await BackupHome.CreateAsync(1);
        string first = (await home.BackupAsync()).Path;
        string second = (await home.BackupAsync()).Path;
        Path.GetFileName(second).ShouldEndWith(".tar.gz");
        second.ShouldNotBe(first);
        string named = (await home.BackupAsync(name: "mine.tar.gz")).Path;
        home.Write("backups/sapphire-20200101-000000.tar.gz", "no backup");
        BackupResult third = await home.BackupAsync(keep: 2);
        third.Removed.ShouldBe([first]);
        Directory.GetFiles(home.Home.BackupsFolder).Order(StringComparer.Ordinal)
            .ShouldBe(new[] { named, home["backups/sapphire-20200101-000000.tar.gz"], second, third.Path }.Order(StringComparer.Ordinal));
        (await home.BackupAsync(keep: 1)).Removed.Order(StringComparer.Ordinal).ShouldBe(new[] { second, third.Path }.Order(StringComparer.Ordinal));
        await Should.ThrowAsync<IOException>(() => home.BackupAsync(name: "mine.tar.gz"));
    }

    [Fact]
    public async Task Leftovers_of_a_killed_backup_are_deleted_and_a_live_one_is_not()
    {
        using BackupHome home = await BackupHome.CreateAsync(1);
        home.Write("backups/.sapphire-backup-dead/content/home/x", "half");
        BackupFolder folder = new(home.Home.BackupsFolder);
        using WorkFolder live = folder.BeginWork();
        await home.BackupAsync();
        Directory.Exists(home["backups/.sapphire-backup-dead"]).ShouldBeFalse();
        Directory.Exists(live.ContentFolder).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_backup_at_the_same_time_is_refused()
    {
        using BackupHome home = await BackupHome.CreateAsync(1);
        using FileLock owned = FileLock.OfHome(home.Home);
        (await Should.ThrowAsync<StorageException>(() => home.BackupAsync())).Reason.ShouldBe(StorageReason.Busy);
    }

    [Fact]
    public async Task Too_little_space_is_said_before_anything_is_written()
    {
        using BackupHome home = await BackupHome.CreateAsync();
        using TmpfsFolder? small = TmpfsFolder.TryMount(512);
        if (small is null)
        {
            Assert.Skip("Only root may mount.");
        }

        StorageException e = await Should.ThrowAsync<StorageException>(() => BackupWriter.WriteAsync(new(home.Home, small.File("b"), BackupHome.Version)));
        e.Reason.ShouldBe(StorageReason.Full);
        e.Message.ShouldContain("MiB free, and there are 5");
        Directory.GetFileSystemEntries(small.File("b")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_database_is_not_backed_up_as_if_it_were_whole()
    {
        using BackupHome home = await BackupHome.CreateAsync(200);
        await using (FileStream file = new(home.Home.JournalFile, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Seek(4096 * 3, SeekOrigin.Begin);
            file.Write(new byte[8192]);
        }

        StorageException e = await Should.ThrowAsync<StorageException>(() => home.BackupAsync());
        e.Reason.ShouldBe(StorageReason.Corrupt);
        e.Message.ShouldContain(home.Home.JournalFile);
        Directory.GetFileSystemEntries(home.Home.BackupsFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_read_again()
    {
        using BackupHome home = await BackupHome.CreateAsync(1);
        using CancellationTokenSource stop = new();
        Task writer = Task.Run(
            () =>
            {
                // One letter a file: a mixture is half of two states.
                for (int i = 0; !stop.IsCancellationRequested && i < 12; i++)
                {
                    File.WriteAllText(home["settings.json"], new string((char)('a' + i % 26), 4_000_000));
                }
            },
            stop.Token);
        BackupResult result = await home.BackupAsync();
        await stop.CancelAsync();
        await writer;
        string content = Content(result.Path, "home/settings.json");
        content.Distinct().Count().ShouldBe(1);
        content.Length.ShouldBe(4_000_000);
    }

    [Fact]
    public async Task Under_load_it_holds_every_event_acknowledged_before_it_began_and_no_gap()
    {
        using BackupHome home = await BackupHome.CreateAsync(1);
        const int Writers = 50;
        long[] acknowledged = new long[Writers];
        using CancellationTokenSource stop = new();
        await using SqliteJournal journal = SqliteJournal.Open(new(home.Home.JournalFile));
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            long epoch = await journal.RaiseEpochAsync($"w{w}");
            for (long n = 1; !stop.IsCancellationRequested; n++)
            {
                await journal.WriteAsync(new($"w{w}", epoch, [new(n, "said.1", Encoding.UTF8.GetBytes($"{{\"n\":{n}}}"), DateTimeOffset.UnixEpoch)]));
                Volatile.Write(ref acknowledged[w], n);
            }
        }))];
        List<(long[] Before, string Archive)> backups = [];
        for (int i = 0; i < Soak.Count(3, 30); i++)
        {
            long target = acknowledged.Sum() + 500;
            SpinWait.SpinUntil(() => acknowledged.Sum() > target || writers.Any(w => w.IsFaulted), TimeSpan.FromSeconds(30)).ShouldBeTrue();
            long[] before = [.. acknowledged];
            backups.Add((before, (await home.BackupAsync()).Path));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        foreach ((long[] before, string archive) in backups)
        {
            using BackupHome restored = new();
            await restored.RestoreAsync(archive);
            for (int w = 0; w < Writers; w++)
            {
                ((long)await restored.CountEventsAsync($"w{w}")).ShouldBeInRange(before[w], acknowledged[w]);
            }

            // A prefix of all events, not only of each writer's: the orderings of one SQLite journal have no gap.
            restored.Scalar("SELECT max(ordering) - min(ordering) + 1 - count(*) FROM journal").ShouldBe(0);
        }
    }

    private static List<string> Entries(string archive)
    {
        List<string> names = [];
        using TarReader tar = new(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }

    private static string Everything(string archive)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress), Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static string Content(string archive, string name)
    {
        using TarReader tar = new(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name == name)
            {
                using StreamReader reader = new(entry.DataStream!);
                return reader.ReadToEnd();
            }
        }

        throw new KeyNotFoundException(name);
    }
}
