using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Journal;

public sealed class JournalFaultTests : IDisposable
{
    private static readonly string Large = new('x', 20_000);
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_at_its_size_limit_refuses_clearly_and_goes_on_with_more_room()
    {
        long stored;
        await using (SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { MaxBytes = 1 << 20 }))
        {
            long epoch = await journal.RaiseEpochAsync("a");
            (stored, StorageException error) = await WriteUntilRefusedAsync(journal, epoch, 0);
            error.Reason.ShouldBe(StorageReason.Full);
            error.Message.ShouldContain("Free some space");
            (await journal.HighestSequenceNrAsync("a")).ShouldBe(stored);
        }

        await using SqliteJournal larger = SqliteJournal.Open(new(JournalPath));
        long next = await larger.RaiseEpochAsync("a");
        await larger.WriteAsync(Entries.Write("a", next, stored + 1));
        (await larger.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe(Enumerable.Range(1, (int)stored + 1).Select(nr => (long)nr));
        IntegrityOf(JournalPath).ShouldBe("ok");
    }

    [Fact]
    public async Task On_a_full_disk_writes_fail_clearly_and_work_again_when_space_is_back()
    {
        using TmpfsFolder? disk = TmpfsFolder.TryMount(4096);
        if (disk is null)
        {
            // Not root: the limit of the file stands in for the disk, with the same promises.
            await A_file_at_its_size_limit_refuses_clearly_and_goes_on_with_more_room();
            return;
        }

        string path = disk.File("journal.db");
        string ballast = disk.File("ballast");
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            long epoch = await journal.RaiseEpochAsync("a");
            long other = await journal.RaiseEpochAsync("b");
            await journal.WriteAsync(Entries.Write("a", epoch, 1));
            await File.WriteAllBytesAsync(ballast, new byte[2 << 20]);
            (long stored, StorageException error) = await WriteUntilRefusedAsync(journal, epoch, 1);
            error.Reason.ShouldBe(StorageReason.Full);
            error.Message.ShouldContain(path);

            // Reading goes on.
            (await journal.HighestSequenceNrAsync("a")).ShouldBe(stored);
            File.Delete(ballast);
            await journal.WriteAsync(new("a", epoch, [Entries.Entry(stored + 1, Large)]));
            await journal.WriteAsync(Entries.Write("b", other, 1));
            (await journal.AllAsync("a")).Select(row => row.SequenceNr).ShouldBe(Enumerable.Range(1, (int)stored + 1).Select(nr => (long)nr));
        }

        IntegrityOf(path).ShouldBe("ok");
    }

    [Fact]
    public async Task A_read_only_home_is_refused_with_what_to_do_and_left_alone()
    {
        using TmpfsFolder? disk = TmpfsFolder.TryMount(4096);
        if (disk is null)
        {
            string nowhere = OperatingSystem.IsLinux() ? "/proc/sapphire/journal.db" : Path.Combine(Environment.SystemDirectory, "sapphire", "journal.db");
            StorageException refused = Should.Throw<StorageException>(() => SqliteJournal.Open(new(nowhere)));
            refused.Reason.ShouldBe(StorageReason.ReadOnly);
            refused.Message.ShouldContain("--home");
            return;
        }

        string path = disk.File("journal.db");
        disk.Remount("ro");
        ShouldBeReadOnly(path);
        disk.Remount("rw");
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            await journal.WriteAsync(Entries.Write("a", await journal.RaiseEpochAsync("a"), 1));
        }

        byte[] before = await File.ReadAllBytesAsync(path);
        disk.Remount("ro");
        ShouldBeReadOnly(path);
        (await File.ReadAllBytesAsync(path)).ShouldBe(before);
        disk.Remount("rw");
        await using SqliteJournal again = SqliteJournal.Open(new(path));
        (await again.HighestSequenceNrAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_programs_lock_is_waited_for_and_then_named()
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath) { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        long epoch = await journal.RaiseEpochAsync("a");
        using SqliteConnection other = SqliteFile.Open(new(JournalPath));
        SqliteFile.Execute(other.Handle!, "BEGIN IMMEDIATE", JournalPath);
        StorageException error = await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, 1)));
        error.Reason.ShouldBe(StorageReason.Busy);
        error.Message.ShouldContain("Another program holds");
        SqliteFile.Execute(other.Handle!, "ROLLBACK", JournalPath);
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
    }

    [Fact]
    public async Task A_damaged_page_is_told_and_the_writer_lives_on()
    {
        await using (SqliteJournal journal = SqliteJournal.Open(new(JournalPath)))
        {
            long epoch = await journal.RaiseEpochAsync("a");
            for (int nr = 1; nr <= 50; nr++)
            {
                await journal.WriteAsync(new("a", epoch, [Entries.Entry(nr, Large)]));
            }
        }

        // The schema, on the first page, stays; what follows is garbage.
        await using (FileStream file = new(JournalPath, FileMode.Open, FileAccess.Write))
        {
            file.Position = 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 10 * 4096).ToArray());
        }

        SqliteJournal? damaged = null;
        try
        {
            StorageException error = await Should.ThrowAsync<StorageException>(async () =>
            {
                damaged = SqliteJournal.Open(new(JournalPath));
                await damaged.RaiseEpochAsync("a");
                await damaged.AllAsync("a");
            });
            error.Reason.ShouldBe(StorageReason.Corrupt);
            error.Message.ShouldContain("backup");
            if (damaged is not null)
            {
                (await Should.ThrowAsync<StorageException>(damaged.WriteAsync(Entries.Write("a", 1, 51)))).ShouldNotBeNull();
            }
        }
        finally
        {
            if (damaged is not null)
            {
                await damaged.DisposeAsync();
            }
        }
    }

    private static void ShouldBeReadOnly(string path)
    {
        StorageException error = Should.Throw<StorageException>(() => SqliteJournal.Open(new(path)));
        error.Reason.ShouldBe(StorageReason.ReadOnly);
        error.Message.ShouldContain("--home");
    }

    private static async Task<(long Stored, StorageException Error)> WriteUntilRefusedAsync(SqliteJournal journal, long epoch, long stored)
    {
        while (true)
        {
            try
            {
                await journal.WriteAsync(new("a", epoch, [Entries.Entry(stored + 1, Large)]));
                stored++;
                stored.ShouldBeLessThan(10_000);
            }
            catch (StorageException e)
            {
                return (stored, e);
            }
        }
    }

    private static string? IntegrityOf(string path)
    {
        using SqliteConnection connection = SqliteFile.Open(new(path));
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string?)command.ExecuteScalar();
    }
}
