using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Journal;

/// <summary>The mark beside the journal must not refuse a journal that is whole; what it notices is tested with the faults.</summary>
public sealed class HighWaterMarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SqliteSynchronous.Full)]
    [InlineData(SqliteSynchronous.Normal)]
    public async Task A_wal_that_began_anew_many_times_while_no_event_was_stored_is_taken(SqliteSynchronous synchronous)
    {
        string path = _folder.File("journal.db");
        await using SqliteJournal journal = SqliteJournal.Open(new(path) { Synchronous = synchronous, CheckpointBytes = 64 << 10 });
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        uint before = FirstSalt(path);
        byte[] state = new byte[256 << 10];
        new Random(1).NextBytes(state);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (FirstSalt(path) - before < 10)
        {
            patience.Token.ThrowIfCancellationRequested();
            await journal.SaveSnapshotAsync(new("a", 1, "state.1", state, Entries.Time), epoch);
        }

        await ShouldGoOnAsync(Copy(path), 1);
    }

    [Theory]
    [InlineData(SqliteSynchronous.Full)]
    [InlineData(SqliteSynchronous.Normal)]
    public async Task Whatever_begins_a_wal_of_which_a_crash_left_the_header_alone_is_taken(SqliteSynchronous synchronous)
    {
        string path = _folder.File("journal.db");
        await using SqliteJournal journal = SqliteJournal.Open(new(path) { Synchronous = synchronous });
        await journal.WriteAsync(Entries.Write("a", await journal.RaiseEpochAsync("a"), 1));
        using (SqliteConnection other = SqliteFile.Open(new(path)))
        {
            SqliteFile.Execute(other.Handle!, "PRAGMA wal_checkpoint(PASSIVE)", path);
        }

        string begun = Copy(path);
        BeginAnew(begun + "-wal");

        // A connection that did not look through the WAL itself makes both salts anew, and nothing but an epoch is written before the next crash.
        using SqliteConnection reader = SqliteFile.Open(new(begun));
        SqliteFile.QueryInt64(reader.Handle!, "SELECT count(*) FROM journal", begun).ShouldBe(1);
        await using SqliteJournal second = SqliteJournal.Open(new(begun) { Synchronous = synchronous });
        await second.RaiseEpochAsync("b");
        await ShouldGoOnAsync(Copy(begun, "second.db"), 1);
    }

    [Theory]
    [InlineData(SqliteSynchronous.Full)]
    [InlineData(SqliteSynchronous.Normal)]
    public async Task Whatever_begins_a_wal_that_a_checkpoint_has_emptied_is_taken(SqliteSynchronous synchronous)
    {
        string path = _folder.File("journal.db");
        await using SqliteJournal journal = SqliteJournal.Open(new(path) { Synchronous = synchronous, CheckpointBytes = 64 << 10, MaxWalBytes = 64 << 10 });
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(5));
        await journal.SaveSnapshotAsync(new("a", 1, "state.1", System.Security.Cryptography.RandomNumberGenerator.GetBytes(512 << 10), Entries.Time), epoch);
        while (new FileInfo(path + "-wal").Length > 0)
        {
            await tick.WaitForNextTickAsync(patience.Token);
        }

        await journal.RaiseEpochAsync("b");
        await ShouldGoOnAsync(Copy(path), 1);
    }

    [Fact]
    public async Task A_wal_that_another_program_began_after_an_orderly_stop_is_taken()
    {
        string path = _folder.File("journal.db");
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            await journal.WriteAsync(Entries.Write("a", await journal.RaiseEpochAsync("a"), 1, 2));
        }

        File.Exists(path + "-wal").ShouldBeFalse();
        using SqliteConnection other = SqliteFile.Open(new(path));
        SqliteFile.Execute(other.Handle!, "CREATE TABLE notes (text TEXT)", path);
        new FileInfo(path + "-wal").Length.ShouldBePositive();
        await ShouldGoOnAsync(Copy(path), 2);
    }

    [Fact]
    public async Task Fewer_events_that_another_program_put_in_the_place_of_an_ids_are_taken()
    {
        string path = _folder.File("journal.db");
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            long epoch = await journal.RaiseEpochAsync("a");
            await journal.WriteAsync(Entries.Write("a", epoch, 1, 2, 3, 4, 5));
            File.Copy(HighWaterMark.PathOf(path), _folder.File("mark"));
            await journal.ReplaceAsync(Entries.Write("a", epoch, 1, 2));
        }

        // The other program had a mark of its own, and this one was written last.
        File.Copy(_folder.File("mark"), HighWaterMark.PathOf(path), overwrite: true);
        await ShouldGoOnAsync(path, 2);
    }

    [Fact]
    public void A_file_whose_identity_cannot_be_told_for_a_moment_was_not_moved()
    {
        // A path that is too long is no missing file: the system refuses to look.
        Files.FileIdentity.Of("/" + new string('x', 5000)).ShouldBeNull();
        Files.FileIdentity.Of(_folder.File("missing")).ShouldBe((0UL, 0UL));
    }

    private static async Task ShouldGoOnAsync(string path, long highest)
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(path));
        (await journal.HighestSequenceNrAsync("a")).ShouldBe(highest);
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, highest + 1));
    }

    // As a kill leaves them behind.
    private string Copy(string path, string name = "copy.db")
    {
        string copy = _folder.File(name);
        foreach (string end in new[] { "", "-wal", "-mark" })
        {
            File.Copy(path + end, copy + end);
        }

        return copy;
    }

    // As a kill leaves a WAL that SQLite has begun to write from its beginning again, before the first page.
    private static void BeginAnew(string wal)
    {
        byte[] bytes = File.ReadAllBytes(wal);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(12)) + 1);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(16)) + 1);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), ~BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(20)));
        bool big = (bytes[3] & 1) != 0;
        (uint first, uint second) = (0u, 0u);
        for (int at = 0; at < 24; at += 8)
        {
            first += Word(at) + second;
            second += Word(at + 4) + first;
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(24), first);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(28), second);
        File.WriteAllBytes(wal, bytes);

        uint Word(int at) => big ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
    }

    // https://sqlite.org/fileformat2.html#walformat
    private static uint FirstSalt(string path)
    {
        byte[] header = new byte[20];
        using FileStream wal = new(path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        wal.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(16));
    }
}
