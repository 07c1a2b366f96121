using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>A database file that is damaged, emptied, removed or exchanged.</summary>
public sealed class FileDamageTests
{
    [Fact]
    public async Task A_flipped_bit_in_the_file_is_told_for_the_ids_it_touches_and_never_read_as_content()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync(inFile: 150, inWal: 0);
        byte[] whole = await File.ReadAllBytesAsync(killed.Original);
        Random random = Soak.Random(out int seed);
        int told = 0;
        int othersGoOn = 0;
        for (int i = 0; i < Soak.Count(inTests: 40, inSoak: 1000); i++)
        {
            int at = random.Next(whole.Length);
            string what = $"seed {seed}, a bit of byte {at}";
            string path = killed.Copy();
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, damaged);
            File.Delete(path + "-wal");
            int bad = 0;
            int missing = 0;
            int good = 0;
            try
            {
                await using SqliteJournal journal = SqliteJournal.Open(new(path));
                for (int id = 0; id < KilledJournal.Ids; id++)
                {
                    try
                    {
                        ImmutableArray<JournalRow> rows = await journal.AllAsync(KilledJournal.Id(id));
                        foreach (JournalRow row in rows)
                        {
                            Encoding.UTF8.GetString(row.Payload).ShouldBe(KilledJournal.Text(id, row.SequenceNr, 300), what);
                        }

                        if (rows.Length == killed.Acknowledged(id))
                        {
                            long epoch = await journal.RaiseEpochAsync(KilledJournal.Id(id));
                            await journal.WriteAsync(Entries.Write(KilledJournal.Id(id), epoch, rows.Length + 1));
                            good++;
                        }
                        else
                        {
                            missing++;
                        }
                    }
                    catch (StorageException e)
                    {
                        e.Reason.ShouldBeOneOf([StorageReason.Corrupt, StorageReason.Conflict, StorageReason.NewerVersion], what);
                        bad++;
                    }
                }
            }
            catch (StorageException e)
            {
                e.Reason.ShouldBeOneOf([StorageReason.Corrupt, StorageReason.NewerVersion, StorageReason.Io], what);
                bad = KilledJournal.Ids;
            }

            told += bad > 0 ? 1 : 0;
            othersGoOn += bad is > 0 and < KilledJournal.Ids && good > 0 ? 1 : 0;
            if (missing > 0)
            {
                // A key of an index: recovery sees the gap; at the end of an id only a check of the whole file can.
                Integrity(path).ShouldNotBe("ok", what);
            }
        }

        told.ShouldBeGreaterThan(0);
        othersGoOn.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_emptied_removed_or_older_file_is_refused_and_left_alone()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync(inWal: 0);
        string emptied = killed.Copy();
        await File.WriteAllBytesAsync(emptied, []);
        ShouldBeRefused(emptied, "ends at event 0 of all, but 40 were stored");
        new FileInfo(emptied).Length.ShouldBe(0);

        string removed = killed.Copy();
        File.Delete(removed);
        ShouldBeRefused(removed, "ends at event 0 of all, but 40 were stored");
        File.Exists(removed).ShouldBeFalse();

        // Later events, then the copy from before them, as of a careless restore.
        string older = killed.Copy();
        byte[] copy = await File.ReadAllBytesAsync(older);
        await using (SqliteJournal journal = SqliteJournal.Open(new(older)))
        {
            long epoch = await journal.RaiseEpochAsync("id-0");
            await journal.WriteAsync(Entries.Write("id-0", epoch, killed.Acknowledged(0) + 1));
        }

        await using (SqliteJournal journal = SqliteJournal.Open(new(older)))
        {
            (await journal.HighestSequenceNrAsync("id-0")).ShouldBe(killed.Acknowledged(0) + 1);
        }

        await File.WriteAllBytesAsync(older, copy);
        ShouldBeRefused(older, "ends at event 40 of all, but 41 were stored");

        // Whoever wants to go on with it says so.
        File.Delete(older + "-mark");
        await using SqliteJournal accepted = SqliteJournal.Open(new(older));
        await accepted.WriteAsync(Entries.Write("id-0", await accepted.RaiseEpochAsync("id-0"), killed.Acknowledged(0) + 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_replaced_or_removed_while_open_takes_no_further_write(bool replaced)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("journal.db");
        string aside = folder.File("aside.db");
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            long epoch = await journal.RaiseEpochAsync("a");
            await journal.WriteAsync(Entries.Write("a", epoch, 1));
            File.Move(path, aside);
            if (replaced)
            {
                await using SqliteJournal other = SqliteJournal.Open(new(folder.File("other.db")));
                await other.WriteAsync(Entries.Write("b", await other.RaiseEpochAsync("b"), 1));
                await other.DisposeAsync();
                File.Move(folder.File("other.db"), path);
            }

            for (int i = 0; i < 3; i++)
            {
                StorageException refused = await Should.ThrowAsync<StorageException>(journal.WriteAsync(Entries.Write("a", epoch, 2)));
                refused.Message.ShouldContain("was moved, removed or replaced");
                refused.Reason.ShouldBe(StorageReason.Io);
            }
        }

        // Back in its place: event 1 is there. Event 2 was never acknowledged, and may be.
        File.Delete(path);
        File.Move(aside, path);
        await using SqliteJournal again = SqliteJournal.Open(new(path));
        long stored = await again.HighestSequenceNrAsync("a");
        stored.ShouldBeInRange(1, 2);
        await again.WriteAsync(Entries.Write("a", await again.RaiseEpochAsync("a"), stored + 1));
    }

    private static void ShouldBeRefused(string path, string because)
    {
        StorageException refused = Should.Throw<StorageException>(() => SqliteJournal.Open(new(path)));
        refused.Reason.ShouldBe(StorageReason.Corrupt);
        refused.Message.ShouldContain(because);
        refused.Message.ShouldContain($"delete {path}-mark");
    }

    private static string? Integrity(string path)
    {
        try
        {
            using SqliteConnection connection = SqliteFile.Open(new(path));
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            return (string?)command.ExecuteScalar();
        }
        catch (Exception e) when (e is StorageException or SqliteException)
        {
            return e.Message;
        }
    }
}
