using System.Collections.Immutable;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

public sealed class JournalVerifierTests
{
    private const string Flip = "cast(substr(message, 1, 3) || x'7e' || substr(message, 5) as blob)";

    [Fact]
    public async Task A_journal_as_it_was_written_is_clean()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        VerifyReport report = await tallies.VerifyAsync();
        report.Problems.ShouldBeEmpty();
        report.IsClean.ShouldBeTrue();
        (report.Ids, report.Events, report.Snapshots, report.LastOrdering).ShouldBe((3, 9, 1, 9));
        (await tallies.VerifyAsync("tally-a")).ShouldSatisfyAllConditions(one => one.Problems.ShouldBeEmpty(), one => one.Events.ShouldBe(6), one => one.Snapshots.ShouldBe(1));
    }

    // Each damages one thing of a filled journal by SQL; exactly that must be named, for the whole journal and for the id alone.
    [Theory]
    [InlineData($"UPDATE journal SET message = {Flip} WHERE persistence_id = 'tally-a' AND sequence_number = 2", JournalProblemKind.Checksum, 2L, "checksum")]
    [InlineData($"UPDATE journal SET message = {Flip} WHERE persistence_id = 'tally-a' AND sequence_number = 4", JournalProblemKind.Checksum, 4L, "checksum")]
    [InlineData("UPDATE journal SET manifest = 'tally.added.1' WHERE persistence_id = 'tally-a' AND sequence_number = 2", JournalProblemKind.Checksum, 2L, "checksum")]
    [InlineData("UPDATE journal SET checksum = checksum + 1 WHERE persistence_id = 'tally-a' AND sequence_number = 6", JournalProblemKind.Checksum, 6L, "checksum")]
    [InlineData("UPDATE journal SET encoding = 1 WHERE persistence_id = 'tally-a' AND sequence_number = 2", JournalProblemKind.Packing, 2L, "unpacked")]
    [InlineData("UPDATE journal SET encoding = 7 WHERE persistence_id = 'tally-a' AND sequence_number = 2", JournalProblemKind.Packing, 2L, "7")]
    [InlineData("DELETE FROM journal WHERE persistence_id = 'tally-a' AND sequence_number = 4", JournalProblemKind.Gap, 4L, "Event 4 is missing")]
    [InlineData("DELETE FROM journal WHERE persistence_id = 'tally-a' AND sequence_number IN (4, 5)", JournalProblemKind.Gap, 4L, "Events 4 to 5 are missing")]
    [InlineData("DELETE FROM journal WHERE persistence_id = 'tally-a' AND sequence_number IN (1, 2)", JournalProblemKind.Gap, 1L, "Events 1 to 2 are missing")]
    [InlineData("DELETE FROM journal WHERE persistence_id = 'tally-a' AND sequence_number > 2", JournalProblemKind.SnapshotAhead, 3L, "the last one is 2")]
    [InlineData("DELETE FROM journal WHERE persistence_id = 'tally-a'", JournalProblemKind.SnapshotAhead, 3L, "there is none")]
    [InlineData("UPDATE journal SET epoch = 5 WHERE persistence_id = 'tally-a' AND sequence_number = 6", JournalProblemKind.Epoch, null, "epoch 5, above that of its newest owner, 1")]
    [InlineData("UPDATE epochs SET epoch = 3 WHERE persistence_id = 'tally-a'; UPDATE journal SET epoch = 3 WHERE persistence_id = 'tally-a' AND sequence_number < 3", JournalProblemKind.Epoch, 3L, "epoch 1, after one of epoch 3")]
    [InlineData("UPDATE epochs SET epoch = 0 WHERE persistence_id = 'tally-a'", JournalProblemKind.Epoch, null, "epoch 1, above")]
    [InlineData("DELETE FROM epochs WHERE persistence_id = 'tally-a'", JournalProblemKind.Epoch, null, "not known")]
    [InlineData("UPDATE snapshot SET checksum = checksum - 1", JournalProblemKind.Checksum, 3L, "snapshot's checksum")]
    [InlineData("UPDATE snapshot SET encoding = 1", JournalProblemKind.Packing, 3L, "snapshot's content")]
    public async Task Damage_is_named(string sql, JournalProblemKind kind, long? sequenceNr, string part)
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.DamageAsync(sql);
        JournalProblem problem = (await tallies.VerifyAsync()).Problems.ShouldHaveSingleItem();
        (problem.Kind, problem.PersistenceId, problem.SequenceNr).ShouldBe((kind, "tally-a", sequenceNr), problem.ToString());
        problem.What.ShouldContain(part);
        problem.Advice.ShouldContain("sapphire");

        JournalProblem alone = (await tallies.VerifyAsync("tally-a")).Problems.ShouldHaveSingleItem();
        alone.SequenceNr.ShouldBe(sequenceNr);
        // Read as an id's events are read, a row that cannot be unpacked is just a damaged one.
        alone.Kind.ShouldBe(kind == JournalProblemKind.Packing && !sql.Contains("snapshot", StringComparison.Ordinal) ? JournalProblemKind.Checksum : kind);
        (await tallies.VerifyAsync("tally-b")).IsClean.ShouldBeTrue();
    }

    [Fact]
    public async Task A_number_that_is_there_twice_is_named()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.DamageAsync("""
            PRAGMA legacy_alter_table = ON;
            ALTER TABLE journal RENAME TO strict;
            CREATE TABLE journal (ordering INTEGER PRIMARY KEY, created, deleted DEFAULT 0, persistence_id, sequence_number, message, manifest, writer_uuid, encoding DEFAULT 0, checksum, epoch DEFAULT 0);
            INSERT INTO journal SELECT ordering, created, deleted, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch FROM strict;
            INSERT INTO journal SELECT 1000, created, deleted, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch FROM strict WHERE persistence_id = 'tally-b' AND sequence_number = 2;
            INSERT INTO journal SELECT 1001, created, deleted, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch FROM strict WHERE persistence_id = 'tally-b' AND sequence_number = 1;
            """);
        ImmutableArray<JournalProblem> problems = (await tallies.VerifyAsync()).Problems;
        problems.Select(problem => (problem.Kind, problem.PersistenceId, problem.SequenceNr)).ShouldBe(
            [(JournalProblemKind.Double, "tally-b", 2), (JournalProblemKind.Ordering, "tally-b", 1)]);
    }

    [Fact]
    public async Task An_event_that_was_moved_among_all_events_is_named()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.DamageAsync("UPDATE journal SET ordering = 1000 WHERE persistence_id = 'tally-b' AND sequence_number = 1");
        (await tallies.VerifyAsync()).Problems.Select(problem => problem.Kind).ShouldContain(JournalProblemKind.Ordering);
        (await tallies.VerifyAsync("tally-b")).Problems.ShouldHaveSingleItem().Kind.ShouldBe(JournalProblemKind.Ordering);
    }

    [Theory]
    [InlineData("tally.added.9", "{}", "'tally.added.9' is unknown")]
    [InlineData("tally.added.2", """{"amount":"secret words"}""", "cannot be read")]
    [InlineData("tally.added.1", """{"amounts":1}""", "cannot be read")]
    public async Task An_event_of_no_known_form_is_named_without_its_content(string manifest, string payload, string part)
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.WriteAsync("tally-b", manifest, payload);
        JournalProblem problem = (await tallies.VerifyAsync()).Problems.ShouldHaveSingleItem();
        (problem.Kind, problem.PersistenceId, problem.SequenceNr).ShouldBe((JournalProblemKind.Decoding, "tally-b", 3L));
        problem.What.ShouldContain(part);
        problem.ToString().ShouldNotContain("secret");
        (await tallies.VerifyAsync("tally-b")).Problems.ShouldHaveSingleItem().ShouldBe(problem);
    }

    [Fact]
    public async Task A_snapshot_that_holds_another_state_is_named_with_the_place()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.SnapshotAsync("tally-b", 2, new(31, 2));
        JournalProblem problem = (await tallies.VerifyAsync()).Problems.ShouldHaveSingleItem();
        (problem.Kind, problem.PersistenceId, problem.SequenceNr).ShouldBe((JournalProblemKind.SnapshotState, "tally-b", 2L));
        problem.What.ShouldContain("$.total");
        problem.Advice.ShouldContain("journal rebuild tally-b");
        (await tallies.VerifyAsync("tally-b")).Problems.ShouldHaveSingleItem().ShouldBe(problem);
    }

    [Fact]
    public async Task An_event_that_does_not_fit_its_state_is_named_without_its_content()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.AddAsync("tally-c", new TallyAdded(-1000, "secret words"));
        await tallies.AddAsync("tally-c", 1);
        JournalProblem problem = (await tallies.VerifyAsync()).Problems.ShouldHaveSingleItem();
        (problem.Kind, problem.PersistenceId, problem.SequenceNr).ShouldBe((JournalProblemKind.Replay, "tally-c", 2L));
        problem.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task Events_that_were_deleted_are_no_gap_where_the_actor_may_delete_them()
    {
        await using TallyJournal tallies = new() { Models = [new TallyStates(keepsAllEvents: false)] };
        await tallies.AddAsync("tally-a", 1, 2, 3, 4);
        await tallies.SnapshotAsync("tally-a", 3, new(6, 3));
        await tallies.Journal.DeleteEventsAsync("tally-a", await tallies.EpochAsync("tally-a"), 3);
        await tallies.AddAsync("tally-b", 1, 2);
        await tallies.SnapshotAsync("tally-b", 2, new(3, 2));
        await tallies.Journal.DeleteEventsAsync("tally-b", await tallies.EpochAsync("tally-b"), 2);
        (await tallies.VerifyAsync()).Problems.ShouldBeEmpty();
        (await tallies.VerifyAsync("tally-a")).Problems.ShouldBeEmpty();
        (await tallies.VerifyAsync("tally-b")).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_the_database_finds_damaged_is_named_and_the_rest_still_read()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.DamageAsync("UPDATE sqlite_sequence SET seq = seq; CREATE TABLE other (a UNIQUE, b); INSERT INTO other VALUES (1, 2), (3, 4); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE other (a, b UNIQUE)' WHERE name = 'other'; PRAGMA writable_schema = RESET");
        VerifyReport report = await tallies.VerifyAsync();
        report.Problems.ShouldNotBeEmpty();
        report.Problems.ShouldAllBe(problem => problem.Kind == JournalProblemKind.Database);
        (report.Ids, report.Events).ShouldBe((3, 9));
    }

    [Fact]
    public async Task Every_damage_is_named_when_there_are_several()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.SnapshotAsync("tally-b", 99, new(0, 0));
        await tallies.WriteAsync("tally-c", "gone.1", "{}");
        await tallies.DamageAsync($"UPDATE journal SET message = {Flip} WHERE persistence_id = 'tally-a' AND sequence_number IN (1, 6)");
        (await tallies.VerifyAsync()).Problems.Select(problem => $"{problem.Kind} {problem.PersistenceId} {problem.SequenceNr}").Order(StringComparer.Ordinal).ShouldBe(
            ["Checksum tally-a 1", "Checksum tally-a 6", "Decoding tally-c 2", "SnapshotAhead tally-b 99"]);
    }

    [Fact]
    public async Task Problems_beyond_a_thousand_are_counted()
    {
        await using TallyJournal tallies = new();
        await tallies.Journal.WriteAsync(new("tally-a", await tallies.EpochAsync("tally-a"), [.. Enumerable.Range(1, 1500).Select(nr => new JournalEntry(nr, "gone.1", "{}"u8.ToArray(), DateTimeOffset.UnixEpoch))]));
        VerifyReport report = await tallies.VerifyAsync();
        (report.Problems.Length, report.Found).ShouldBe((1000, 1500));
    }

    [Fact]
    public async Task An_id_that_is_not_there_is_refused() =>
        (await Should.ThrowAsync<JournalToolException>(async () =>
        {
            await using TallyJournal tallies = await TallyJournal.FilledAsync();
            await tallies.VerifyAsync("tally-z");
        })).Message.ShouldContain("journal inspect");

    [Fact]
    public async Task Beside_writers_at_work_it_stays_clean()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        using CancellationTokenSource stop = new();
        Task[] writers = [.. Enumerable.Range(0, 4).Select(n => Task.Run(() => WriteAsync(tallies, $"tally-w{n}", stop.Token)))];
        await using (SqliteJournal beside = SqliteJournal.OpenReadOnly(new(tallies.Path)))
        {
            long deadline = Environment.TickCount64 + 20_000;
            for ((int i, long events) = (0, 0); i < 20 || events < 500; i++)
            {
                VerifyReport report = await new JournalVerifier(beside, beside, tallies.Catalog, tallies.Models).VerifyAllAsync([]);
                report.Problems.ShouldBeEmpty();
                events = report.Events;
                Environment.TickCount64.ShouldBeLessThan(deadline, "the writers get on");
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        (await tallies.VerifyAsync()).ShouldSatisfyAllConditions(report => report.Problems.ShouldBeEmpty(), report => report.Events.ShouldBeGreaterThan(9));
    }

    [Fact]
    public async Task Read_models_see_every_event_in_order_and_their_problems_are_reported()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.DamageAsync($"UPDATE journal SET message = {Flip} WHERE persistence_id = 'tally-b' AND sequence_number = 1");
        Recorded check = new();
        VerifyReport report = await tallies.VerifyAsync(check);
        check.Seen.ShouldBe(["1 True", "2 True", "3 True", "4 True", "5 True", "6 False", "7 True", "8 True", "9 True"]);
        report.Problems.Select(problem => problem.Kind).ShouldBe([JournalProblemKind.Checksum, JournalProblemKind.ReadModel]);
    }

    // A crowd would flood the memory of the test, not the verifier's: each writer waits for its commit.
    private static async Task WriteAsync(TallyJournal tallies, string id, CancellationToken stop)
    {
        long epoch = await tallies.Journal.RaiseEpochAsync(id);
        (long total, int count) = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            count++;
            total += count;
            byte[] payload = tallies.Catalog.Serialize(new TallyAdded(count, "beside")).Payload;
            await tallies.Journal.WriteAsync(new(id, epoch, [new(count, "tally.added.2", payload, DateTimeOffset.UnixEpoch)]));
            if (count % 5 == 0)
            {
                await tallies.Journal.SaveSnapshotAsync(new(id, count, "tally.snapshot.1", tallies.Catalog.Serialize(new TallySnapshot(total, count)).Payload, DateTimeOffset.UnixEpoch), epoch);
                await tallies.Journal.DeleteSnapshotsAsync(id, epoch, new SnapshotSelectionCriteria(count - 1));
            }
        }
    }

    private sealed class Recorded : IReadModelCheck
    {
        public List<string> Seen { get; } = [];

        public string Name => "what was recorded";

        public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Observe(StoredEvent row, object? happened) => Seen.Add($"{row.Ordering} {happened is TallyAdded}");

        public Task<ImmutableArray<JournalProblem>> FinishAsync(CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<JournalProblem>>([new(JournalProblemKind.ReadModel, null, null, "It differs.", "Rebuild it.")]);
    }
}
