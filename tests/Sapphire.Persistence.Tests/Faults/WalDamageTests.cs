using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>A WAL that is cut, damaged, deleted or exchanged. SQLite itself takes each of these for a whole database.</summary>
public sealed class WalDamageTests
{
    // https://sqlite.org/fileformat2.html#walformat
    private const int HeaderBytes = 32;
    private const int FrameBytes = 24 + 4096;

    [Fact]
    public async Task What_a_torn_write_leaves_behind_the_last_commit_loses_nothing()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        byte[] frame = (await File.ReadAllBytesAsync(killed.Original + "-wal"))[HeaderBytes..(HeaderBytes + FrameBytes)];
        byte[] garbage = new byte[3 * FrameBytes];
        new Random(1).NextBytes(garbage);
        foreach (byte[] tail in new[] { garbage[..1], garbage[..23], garbage[..24], garbage, new byte[FrameBytes], frame, frame[..2000], [.. frame, .. garbage] })
        {
            string path = killed.Copy();
            await AppendAsync(path + "-wal", tail);
            (await killed.CheckAsync(path, $"{tail.Length} bytes behind the end")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_cut_wal_is_noticed_the_ids_that_lost_events_are_named_and_the_others_go_on()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        int length = (int)new FileInfo(killed.Original + "-wal").Length;
        Random random = Soak.Random(out int seed);
        SortedSet<int> cuts = [0, 1, HeaderBytes - 1, HeaderBytes, HeaderBytes + 1];
        int step = Soak.Count(inTests: 12, inSoak: 1);
        for (int frame = HeaderBytes; frame <= length; frame += FrameBytes * step)
        {
            cuts.UnionWith([frame - 1, frame, Math.Min(frame + 24, length)]);
        }

        for (int i = 0; i < 15; i++)
        {
            cuts.Add(random.Next(length));
        }

        cuts.Add(length);
        int before = int.MaxValue;
        foreach (int cut in cuts)
        {
            string path = killed.Copy();
            await using (FileStream wal = new(path + "-wal", FileMode.Open))
            {
                wal.SetLength(cut);
            }

            int lost = await killed.CheckAsync(path, $"seed {seed}, cut at {cut} of {length}");
            lost.ShouldBeLessThanOrEqualTo(before, "the later the cut, the less is lost");
            before = lost;
            if (cut <= HeaderBytes)
            {
                lost.ShouldBe(KilledJournal.Ids, "everything in the WAL is gone");
            }
        }

        before.ShouldBe(0, "the last cut is behind the last commit");
    }

    [Fact]
    public async Task A_deleted_wal_is_noticed_and_deleting_the_mark_goes_on_without_what_it_held()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        string path = killed.Copy();
        File.Delete(path + "-wal");
        (await killed.CheckAsync(path, "no WAL")).ShouldBe(KilledJournal.Ids);
        File.Delete(path + "-mark");
        await using SqliteJournal journal = SqliteJournal.Open(new(path));
        for (int id = 0; id < KilledJournal.Ids; id++)
        {
            long highest = await journal.HighestSequenceNrAsync(KilledJournal.Id(id));
            long epoch = await journal.RaiseEpochAsync(KilledJournal.Id(id));
            long ordering = await journal.WriteAsync(Tests.Journal.Entries.Write(KilledJournal.Id(id), epoch, highest + 1));
            ordering.ShouldBeGreaterThan(killed.LastOrdering);
        }
    }

    [Fact]
    public async Task A_deleted_wal_that_comes_back_before_the_next_write_brings_everything_back()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        string path = killed.Copy();
        File.Move(path + "-wal", path + "-elsewhere");
        byte[] file = await File.ReadAllBytesAsync(path);
        byte[] mark = await File.ReadAllBytesAsync(path + "-mark");
        (await killed.CheckAsync(killed.CopyTo(path + "-other"), "whole")).ShouldBe(0);
        File.Move(path + "-elsewhere", path + "-wal");
        await File.WriteAllBytesAsync(path, file);
        await File.WriteAllBytesAsync(path + "-mark", mark);
        (await killed.CheckAsync(path, "the WAL is back")).ShouldBe(0);
    }

    [Fact]
    public async Task Bits_flipped_in_the_wal_lose_nothing_silently()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        byte[] wal = await File.ReadAllBytesAsync(killed.Original + "-wal");
        Random random = Soak.Random(out int seed);
        int named = 0;
        for (int i = 0; i < Soak.Count(inTests: 25, inSoak: 300); i++)
        {
            // The first ones in the header.
            int at = i < 8 ? i * 4 : random.Next(wal.Length);
            string path = killed.Copy();
            byte[] damaged = [.. wal];
            damaged[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path + "-wal", damaged);
            try
            {
                named += await killed.CheckAsync(path, $"seed {seed}, a bit of byte {at}");
            }
            catch (StorageException e) when (at is >= 16 and < 24)
            {
                // The salts: this WAL is not known any more.
                e.Message.ShouldContain("-wal is not the write-ahead log");
            }
        }

        named.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Without_its_shared_memory_or_with_garbage_in_it_nothing_is_missing()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        (await killed.CheckAsync(killed.Copy(), "no -shm")).ShouldBe(0);
        string path = killed.Copy();
        byte[] garbage = new byte[32768];
        new Random(1).NextBytes(garbage);
        await File.WriteAllBytesAsync(path + "-shm", garbage);
        (await killed.CheckAsync(path, "garbage in -shm")).ShouldBe(0);
    }

    [Fact]
    public async Task The_wal_of_another_journal_is_refused_before_it_damages_anything()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        await using KilledJournal other = await KilledJournal.MakeAsync(inFile: 10, inWal: 60);
        string path = killed.Copy();
        byte[] right = await File.ReadAllBytesAsync(path + "-wal");
        byte[] file = await File.ReadAllBytesAsync(path);
        File.Copy(other.Original + "-wal", path + "-wal", overwrite: true);
        StorageException refused = Should.Throw<StorageException>(() => SqliteJournal.Open(new(path)));
        refused.Reason.ShouldBe(StorageReason.Corrupt);
        refused.Message.ShouldContain($"{path}-wal is not the write-ahead log of {path}");
        (await File.ReadAllBytesAsync(path)).ShouldBe(file);

        // The right one back: everything. None: what is missing is named.
        await File.WriteAllBytesAsync(path + "-wal", right);
        (await killed.CheckAsync(path, "the right WAL again")).ShouldBe(0);
        string without = killed.Copy();
        File.Delete(without + "-wal");
        (await killed.CheckAsync(without, "the wrong WAL moved away")).ShouldBe(KilledJournal.Ids);
    }

    [Fact]
    public async Task A_mark_that_is_torn_garbage_or_gone_harms_nothing()
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        byte[] mark = await File.ReadAllBytesAsync(killed.Original + "-mark");
        Random random = new(1);
        byte[] garbage = new byte[mark.Length];
        random.NextBytes(garbage);
        foreach (byte[] other in new[] { [], garbage, new byte[mark.Length], mark[..20], mark[..^1], mark[..(mark.Length / 2)], [.. mark, .. garbage] })
        {
            string path = killed.Copy();
            await File.WriteAllBytesAsync(path + "-mark", other);
            (await killed.CheckAsync(path, $"a mark of {other.Length} bytes")).ShouldBe(0);
        }

        string none = killed.Copy();
        File.Delete(none + "-mark");
        (await killed.CheckAsync(none, "no mark")).ShouldBe(0);
    }

    private static async Task AppendAsync(string path, byte[] bytes)
    {
        await using FileStream file = new(path, FileMode.Append);
        await file.WriteAsync(bytes);
    }
}
