using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

/// <summary>Imports into a journal that holds something already.</summary>
public sealed class ImportModeTests
{
    private static readonly ExportOptions Options = new("1.2.3", "SQLite", new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));

    [Fact]
    public async Task What_is_there_with_other_events_is_refused_and_nothing_is_written()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        await using TallyJournal other = new();
        await other.AddAsync("tally-b", 11);
        JournalToolException error = await Should.ThrowAsync<JournalToolException>(() => ImportAsync(source, other));
        error.Message.ShouldContain("tally-b is here already");
        error.Message.ShouldContain("--replace");
        error.Message.ShouldContain("--skip-existing");
        error.Message.ShouldContain("--as-new");
        (await other.Journal.ReadPersistenceIdsAsync(null, 10)).ShouldBe(["tally-b"]);
    }

    [Fact]
    public async Task A_second_import_of_the_same_file_changes_nothing()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        await using TallyJournal other = new();
        await ImportAsync(source, other);
        long ordering = other.Journal.LastOrdering;
        foreach (ImportMode mode in new[] { ImportMode.Refuse, ImportMode.SkipExisting, ImportMode.Replace })
        {
            ImportReport again = await ImportAsync(source, other, mode);
            again.Ids.ShouldAllBe(id => id.Outcome == ImportOutcome.Unchanged && id.Events == 0);
            (again.Events, again.LastOrdering).ShouldBe((0, 0));
        }

        other.Journal.LastOrdering.ShouldBe(ordering);

        // It went on meanwhile: what the file holds is all there.
        long epoch = await other.Journal.RaiseEpochAsync("tally-c");
        await other.Journal.WriteAsync(new("tally-c", epoch, [new(2, "tally.added.1", """{"amount":9}"""u8.ToArray(), DateTimeOffset.UnixEpoch)]));
        (await ImportAsync(source, other)).Ids.ShouldAllBe(id => id.Outcome == ImportOutcome.Unchanged);
        (await other.Journal.HighestSequenceNrAsync("tally-c")).ShouldBe(2);
    }

    [Fact]
    public async Task Skipping_leaves_what_is_there_and_imports_the_rest()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        await using TallyJournal other = new();
        await other.AddAsync("tally-b", 11);
        ImportReport report = await ImportAsync(source, other, ImportMode.SkipExisting);
        report.Ids.Select(id => (id.Source, id.Outcome)).ShouldBe(
            [("tally-a", ImportOutcome.Imported), ("tally-b", ImportOutcome.Skipped), ("tally-c", ImportOutcome.Imported)]);
        (await other.Journal.HighestSequenceNrAsync("tally-b")).ShouldBe(1);
        (await other.VerifyAsync()).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Replacing_puts_the_files_events_in_the_place_of_those_there()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        await using TallyJournal other = new();
        await other.AddAsync("tally-b", 11, 12, 13, 14);
        await other.WriteAsync("tally-b", "tally.added.1", """{"amount":1}""", "gone");
        await other.SnapshotAsync("tally-b", 4, new(50, 4));
        await ImportAsync(source, other, ImportMode.SkipExisting);
        ImportReport report = await ImportAsync(source, other, ImportMode.Replace);
        report.Ids.Select(id => (id.Source, id.Outcome, id.Events)).ShouldBe(
            [("tally-a", ImportOutcome.Unchanged, 0), ("tally-b", ImportOutcome.Replaced, 2), ("tally-c", ImportOutcome.Unchanged, 0)]);
        (await TallyJournal.ContentAsync(other.Journal)).ShouldBe(await TallyJournal.ContentAsync(source.Journal));
        (await other.Journal.LoadSnapshotAsync("tally-b")).ShouldBeNull();
        (await other.Journal.ReadTagAsync("gone", 0, 10)).ShouldBeEmpty();
        (await other.VerifyAsync()).Problems.ShouldBeEmpty();

        // Those there go on from the new end, also after the program ended and began again.
        await other.CloseAsync(_ => { });
        long epoch = await other.Journal.RaiseEpochAsync("tally-b");
        await other.Journal.WriteAsync(new("tally-b", epoch, [new(3, "tally.added.1", """{"amount":1}"""u8.ToArray(), DateTimeOffset.UnixEpoch)]));
    }

    [Fact]
    public async Task After_a_crash_an_id_with_fewer_events_than_before_is_not_taken_for_one_that_lost_some()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        await using TallyJournal other = new();
        await other.AddAsync("tally-b", 11, 12, 13, 14);
        await ImportAsync(source, other, ImportMode.Replace);

        // What a crash leaves: the files as they are now, their WAL not yet copied.
        string crashed = other.File("crashed.db");
        foreach (string suffix in new[] { "", "-wal", "-mark" })
        {
            await using FileStream from = new(other.Path + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using FileStream to = File.Create(crashed + suffix);
            await from.CopyToAsync(to);
        }

        await using SqliteJournal journal = SqliteJournal.Open(new(crashed));
        (await journal.HighestSequenceNrAsync("tally-b")).ShouldBe(2);
        long epoch = await journal.RaiseEpochAsync("tally-b");
        await journal.WriteAsync(new("tally-b", epoch, [new(3, "tally.added.1", """{"amount":1}"""u8.ToArray(), DateTimeOffset.UnixEpoch)]));
    }

    [Fact]
    public async Task Replacing_also_takes_away_what_came_later_and_mends_what_is_damaged()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        await using TallyJournal other = new();
        await ImportAsync(source, other);
        long epoch = await other.Journal.RaiseEpochAsync("tally-c");
        await other.Journal.WriteAsync(new("tally-c", epoch, [new(2, "tally.added.1", """{"amount":9}"""u8.ToArray(), DateTimeOffset.UnixEpoch)]));
        await other.DamageAsync("UPDATE journal SET checksum = 1 WHERE persistence_id = 'tally-a' AND sequence_number = 2");
        (await Should.ThrowAsync<JournalToolException>(() => ImportAsync(source, other))).Message.ShouldContain("tally-a is here already");
        ImportReport report = await ImportAsync(source, other, ImportMode.Replace);
        report.Ids.Select(id => id.Outcome).ShouldBe([ImportOutcome.Replaced, ImportOutcome.Unchanged, ImportOutcome.Replaced]);
        (await TallyJournal.ContentAsync(other.Journal)).ShouldBe(await TallyJournal.ContentAsync(source.Journal));
        (await other.VerifyAsync()).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Copies_have_ids_of_their_own_and_the_same_file_gives_the_same_copies()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        ImportReport report = await ImportAsync(source, source, ImportMode.AsNew);
        report.Ids.Select(id => (id.Source, id.Outcome)).ShouldBe(
            [("tally-c", ImportOutcome.Skipped), ("tally-a", ImportOutcome.Imported), ("tally-b", ImportOutcome.Imported)], ignoreOrder: true);
        string copy = report.Ids.Single(id => id.Source == "tally-a").Target;
        copy.ShouldStartWith("tally-copy-of-tally-a-");
        (await TallyJournal.ContentAsync(source.Journal)).Count(row => row.StartsWith(copy, StringComparison.Ordinal)).ShouldBe(6);
        (await source.VerifyAsync()).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ImportMode.Refuse)]
    [InlineData(ImportMode.SkipExisting)]
    [InlineData(ImportMode.Replace)]
    [InlineData(ImportMode.AsNew)]
    public async Task An_import_that_was_interrupted_goes_on_when_it_is_run_again(ImportMode mode)
    {
        await using TallyJournal source = new();
        long[] many = [.. Enumerable.Range(1, 1700).Select(n => (long)n)];
        await source.Journal.WriteAsync(new("tally-a", await source.EpochAsync("tally-a"), [.. many.Select(n => new JournalEntry(n, "tally.added.1", """{"amount":1}"""u8.ToArray(), DateTimeOffset.UnixEpoch.AddSeconds(n)))]));
        await source.AddAsync("tally-b", 1);
        await using TallyJournal other = new();
        if (mode == ImportMode.Replace)
        {
            await other.AddAsync("tally-a", 1, 2, 3);
        }

        byte[] file = await BytesAsync(source.Journal);
        using CancellationTokenSource stop = new();
        StopAfter progress = new("importing events", 600, stop);
        await Should.ThrowAsync<OperationCanceledException>(() => JournalImport.RunAsync(other.Journal, other.Catalog, new MemoryStream(file), Import(mode), progress, stop.Token));
        other.Journal.LastOrdering.ShouldBeGreaterThan(999);
        ImportReport report = await JournalImport.RunAsync(other.Journal, other.Catalog, new MemoryStream(file), Import(mode));
        report.Ids.Select(id => (id.Outcome, id.Events)).ShouldBe([(ImportOutcome.Continued, 700), (ImportOutcome.Imported, 1)]);
        (await TallyJournal.ContentAsync(other.Journal)).Select(row => row[row.IndexOf(' ', StringComparison.Ordinal)..]).ShouldBe(
            (await TallyJournal.ContentAsync(source.Journal)).Select(row => row[row.IndexOf(' ', StringComparison.Ordinal)..]));
        (await other.VerifyAsync()).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_owner_at_work_is_refused_from_the_import_on()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        await using TallyJournal other = new();
        await other.AddAsync("tally-b", 11);
        await ImportAsync(source, other, ImportMode.Replace);
        (await Should.ThrowAsync<StorageException>(() => other.AddAsync("tally-b", 12))).Reason.ShouldBe(StorageReason.Fenced);
        (await TallyJournal.ContentAsync(other.Journal)).ShouldBe(await TallyJournal.ContentAsync(source.Journal));
    }

    [Fact]
    public async Task Ids_that_are_woken_again_and_again_meanwhile_are_imported_whole()
    {
        await using TallyJournal source = await TallyJournal.FilledAsync();
        await using TallyJournal other = new();
        using CancellationTokenSource stop = new();
        Task waking = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                // As whoever opens the chat does; it writes nothing.
                await other.Journal.RaiseEpochAsync("tally-a");
                await other.Journal.HighestSequenceNrAsync("tally-a");
            }
        });
        for (int i = 0; i < 20; i++)
        {
            try
            {
                await ImportAsync(source, other, ImportMode.Replace);
                (await TallyJournal.ContentAsync(other.Journal)).ShouldBe(await TallyJournal.ContentAsync(source.Journal));
                await other.Journal.ReplaceAsync(new("tally-b", await other.Journal.RaiseEpochAsync("tally-b"), [new(1, "tally.added.1", """{"amount":7}"""u8.ToArray(), DateTimeOffset.UnixEpoch)]));
            }
            catch (StorageException e) when (e.Reason == StorageReason.Fenced)
            {
                // Ten times in a row somebody was faster: a clear refusal, and the next run does it.
            }
        }

        await stop.CancelAsync();
        await waking;
        (await other.VerifyAsync()).Problems.ShouldBeEmpty();
    }

    private static ImportOptions Import(ImportMode mode) => new()
    {
        Mode = mode,
        NewId = (id, sha256) => id == "tally-c" ? null : $"tally-copy-of-{id}-{sha256[..8]}",
    };

    private static async Task<ImportReport> ImportAsync(TallyJournal source, TallyJournal into, ImportMode mode = ImportMode.Refuse) =>
        await JournalImport.RunAsync(into.Journal, into.Catalog, new MemoryStream(await BytesAsync(source.Journal)), Import(mode));

    private static async Task<byte[]> BytesAsync(IJournal journal)
    {
        using MemoryStream stream = new();
        await JournalExport.WriteAsync(journal, stream, Options);
        return stream.ToArray();
    }

    /// <summary>Interrupts an import, as Ctrl-C does.</summary>
    private sealed class StopAfter(string step, long done, CancellationTokenSource stop) : IProgress<ToolProgress>
    {
        public void Report(ToolProgress value)
        {
            if (value.Step == step && value.Done >= done)
            {
                stop.Cancel();
            }
        }
    }
}
