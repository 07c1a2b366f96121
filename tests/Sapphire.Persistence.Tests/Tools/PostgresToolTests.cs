using System.Collections.Immutable;
using Npgsql;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Tools;

/// <summary>The tools on PostgreSQL.</summary>
public sealed class PostgresToolTests : IAsyncLifetime
{
    private static readonly ExportOptions Options = new("1.2.3", "PostgreSQL", new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
    private string _database = "";
    private PostgresJournal _journal = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        _journal = PostgresJournal.Open(new(_database));
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task Events_go_from_SQLite_to_PostgreSQL_and_back_as_they_were()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.WriteAsync("tally-ß ☃ \" \\", "tally.added.2", """{ "amount" : 1 , "note":"\u0000\uD83C\uDF4F 🍏" }""", "a tag", "ein Ö");
        await tallies.WriteAsync("tally-ß ☃ \" \\", "tally.added.2", "{\r\n\"amount\":2,\"note\":\"\"}\n");
        await ImportAsync(await BytesAsync(tallies.Journal));
        (await TallyJournal.ContentAsync(_journal)).ShouldBe(await TallyJournal.ContentAsync(tallies.Journal));
        (await VerifyAsync(tallies)).Problems.ShouldBeEmpty();
        await using TallyJournal back = new();
        await JournalImport.RunAsync(back.Journal, back.Catalog, new MemoryStream(await BytesAsync(_journal)), new());
        (await TallyJournal.ContentAsync(back.Journal)).ShouldBe(await TallyJournal.ContentAsync(tallies.Journal));
        JournalSummary summary = await JournalInspector.SummarizeAsync(_journal, 10);
        (summary.Ids, summary.Events).ShouldBe((4, 11));
        summary.Size.ShouldNotBeNull().Database.ShouldBeGreaterThan(0);
        summary.Description.ShouldContain("PostgreSQL");
    }

    [Fact]
    public async Task Replacing_takes_everything_away_fences_and_lets_the_new_owner_go_on()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        long before = await _journal.RaiseEpochAsync("tally-b");
        ImmutableArray<JournalEntry> four = [.. Enumerable.Range(1, 4).Select(n => Entry(n) with { Tags = ["old"] })];
        await _journal.WriteAsync(new("tally-b", before, four));
        await _journal.SaveSnapshotAsync(new("tally-b", 4, "tally.snapshot.1", """{"total":4,"count":4}"""u8.ToArray(), DateTimeOffset.UnixEpoch), before);
        byte[] file = await BytesAsync(tallies.Journal);
        (await Should.ThrowAsync<JournalToolException>(() => ImportAsync(file))).Message.ShouldContain("tally-b is here already");
        ImportReport report = await ImportAsync(file, ImportMode.Replace);
        report.Ids.Select(id => id.Outcome).ShouldBe([ImportOutcome.Imported, ImportOutcome.Replaced, ImportOutcome.Imported]);
        (await TallyJournal.ContentAsync(_journal)).ShouldBe(await TallyJournal.ContentAsync(tallies.Journal));
        (await _journal.ReadTagAsync("old", 0, 10)).ShouldBeEmpty();
        (await _journal.LoadSnapshotAsync("tally-b")).ShouldBeNull();
        (await Should.ThrowAsync<StorageException>(() => _journal.WriteAsync(new("tally-b", before, [Entry(5)])))).Reason.ShouldBe(StorageReason.Fenced);
        long epoch = await _journal.RaiseEpochAsync("tally-b");
        await _journal.WriteAsync(new("tally-b", epoch, [Entry(3)]));

        // The writer believes to know the id's numbers: a replacement beside it ends that.
        await _journal.ReplaceAsync(new("tally-b", epoch, [Entry(1) with { Tags = ["b", "a"] }]));
        (await Should.ThrowAsync<StorageException>(() => _journal.WriteAsync(new("tally-b", epoch, [Entry(4)])))).Reason.ShouldBe(StorageReason.Conflict);
        await _journal.WriteAsync(new("tally-b", epoch, [Entry(2)]));
        (await _journal.ReadTagAsync("a", 0, 10)).ShouldHaveSingleItem().Tags.ShouldBe(["a", "b"]);
        (await Should.ThrowAsync<StorageException>(() => _journal.ReplaceAsync(new("tally-b", before, [Entry(1)])))).Reason.ShouldBe(StorageReason.Fenced);
        (await VerifyAsync(tallies)).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE sapphire.journal SET message = set_byte(message, 3, get_byte(message, 3) # 1) WHERE persistence_id = 'tally-a' AND sequence_number = 2", JournalProblemKind.Checksum, 2L)]
    [InlineData("DELETE FROM sapphire.journal WHERE persistence_id = 'tally-a' AND sequence_number = 4", JournalProblemKind.Gap, 4L)]
    [InlineData("UPDATE sapphire.journal SET epoch = 50 WHERE persistence_id = 'tally-a' AND sequence_number = 6", JournalProblemKind.Epoch, null)]
    [InlineData("UPDATE sapphire.journal SET encoding = 1 WHERE persistence_id = 'tally-a' AND sequence_number = 1", JournalProblemKind.Packing, 1L)]
    [InlineData("UPDATE sapphire.snapshot SET checksum = 1", JournalProblemKind.Checksum, 3L)]
    [InlineData("DELETE FROM sapphire.journal WHERE persistence_id = 'tally-a' AND sequence_number > 2", JournalProblemKind.SnapshotAhead, 3L)]
    public async Task Damage_is_named(string sql, JournalProblemKind kind, long? sequenceNr)
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await ImportAsync(await BytesAsync(tallies.Journal, snapshots: true));
        await using (NpgsqlConnection connection = new(_database + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
            command.CommandText = sql;
#pragma warning restore CA2100
            (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
        }

        JournalProblem problem = (await VerifyAsync(tallies)).Problems.ShouldHaveSingleItem();
        (problem.Kind, problem.PersistenceId, problem.SequenceNr).ShouldBe((kind, "tally-a", sequenceNr), problem.ToString());
    }

    [Fact]
    public async Task New_events_are_followed()
    {
        long epoch = await _journal.RaiseEpochAsync("tally-a");
        await using PostgresJournal beside = PostgresJournal.Open(new(_database));
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(20));
        Task<long> following = Task.Run(async () =>
        {
            await foreach (JournalRow row in JournalTail.ReadAsync(beside, new() { Last = 0 }, stop.Token))
            {
                return row.SequenceNr;
            }

            return 0L;
        });
        await _journal.WriteAsync(new("tally-a", epoch, [Entry(1)]));
        (await following).ShouldBe(1);
    }

    private static JournalEntry Entry(long sequenceNr) => new(sequenceNr, "tally.added.1", """{"amount":1}"""u8.ToArray(), DateTimeOffset.UnixEpoch);

    private Task<ImportReport> ImportAsync(byte[] file, ImportMode mode = ImportMode.Refuse) =>
        JournalImport.RunAsync(_journal, TallyStates.Catalog(), new MemoryStream(file), new() { Mode = mode });

    private Task<VerifyReport> VerifyAsync(TallyJournal tallies) => new JournalVerifier(_journal, _journal, tallies.Catalog, tallies.Models).VerifyAllAsync([]);

    private static async Task<byte[]> BytesAsync(IJournal journal, bool snapshots = false)
    {
        using MemoryStream stream = new();
        await JournalExport.WriteAsync(journal, stream, Options with { Snapshots = snapshots });
        return stream.ToArray();
    }
}
