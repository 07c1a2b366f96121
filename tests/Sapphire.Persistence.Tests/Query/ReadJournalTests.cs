using System.Collections.Immutable;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Query;
using Sapphire.Persistence.Tests.Projections;

namespace Sapphire.Persistence.Tests.Query;

/// <summary>What queries give, and how they fail.</summary>
public sealed class ReadJournalTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly ActorSystem _system = ActorSystem.Create("read-journal");
    private SqliteJournal _journal = null!;
    private ReadJournal _queries = null!;
    private ActorMaterializer _materializer = null!;

    public ValueTask InitializeAsync()
    {
        _journal = SqliteJournal.Open(new(_folder.File("journal.db")));
        _queries = new(_journal, TitlesView.Catalog);
        _materializer = _system.Materializer();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_envelope_has_the_event_and_where_it_stands()
    {
        long epoch = await _journal.RaiseEpochAsync("a");
        await _journal.WriteAsync(new("a", epoch, [TitlesView.Entry(1, "one"), TitlesView.Entry(2, "two") with { Tags = ["green", "red"] }]));
        IImmutableList<EventEnvelope> all = await SeqAsync(_queries.CurrentEventsByPersistenceId("a"));
        all.Count.ShouldBe(2);
        all[1].Event.ShouldBe(new Named("two"));
        all[1].PersistenceId.ShouldBe("a");
        all[1].SequenceNr.ShouldBe(2);
        all[1].Offset.ShouldBe(Offset.Sequence(2));
        all[1].Tags.ShouldBe(["green", "red"]);
        all[1].Timestamp.ShouldBe(Journal.Entries.Time.ToUnixTimeMilliseconds());
        (await SeqAsync(_queries.CurrentEventsByTag("red", Offset.NoOffset()))).Select(one => one.SequenceNr).ShouldBe([2]);
        (await SeqAsync(_queries.CurrentEventsByTag("red", Offset.Sequence(2)))).ShouldBeEmpty();
        (await SeqAsync(_queries.CurrentAllEvents(Offset.Sequence(1)))).Select(one => one.SequenceNr).ShouldBe([2]);
        (await SeqAsync(_queries.CurrentEventsByPersistenceId("a", 1, 1))).Select(one => one.SequenceNr).ShouldBe([1]);
        (await SeqAsync(_queries.CurrentEventsByPersistenceId("nobody"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_live_query_of_an_id_completes_after_its_last_number()
    {
        Task<IImmutableList<EventEnvelope>> live = SeqAsync(_queries.EventsByPersistenceId("a", 2, 3));
        for (int i = 0; i < 5; i++)
        {
            await _journal.NameAsync("a", $"n{i}");
        }

        (await live.WaitAsync(Patience)).Select(one => one.SequenceNr).ShouldBe([2, 3]);
    }

    [Theory]
    [InlineData("test.unheard-of.1", "{}")]
    [InlineData("test.named.1", "{ broken")]
    public async Task An_unreadable_event_fails_the_stream_and_names_itself(string manifest, string text)
    {
        await _journal.NameAsync("a", "first");
        long bad = await _journal.WriteRawAsync("b", manifest, text);
        await _journal.NameAsync("a", "second");
        List<EventEnvelope> seen = [];
        EventSerializationException error = await Should.ThrowAsync<EventSerializationException>(() => _queries.AllEvents(Offset.NoOffset()).RunForeach(seen.Add, _materializer).WaitAsync(Patience));
        error.Message.ShouldContain("Event 1 of 'b'");
        error.Message.ShouldNotContain("broken");
        seen.ShouldHaveSingleItem();
        (await SeqAsync(_queries.CurrentAllEvents(Offset.Sequence(bad)))).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Pages_are_read_only_when_somebody_asks_for_them()
    {
        long epoch = await _journal.RaiseEpochAsync("a");
        for (int i = 0; i < 20; i++)
        {
            await _journal.WriteAsync(new("a", epoch, [.. Enumerable.Range((i * 100) + 1, 100).Select(n => TitlesView.Entry(n, "n"))]));
        }

        CountingJournal counting = new(_journal);
        ISinkQueue<EventEnvelope> queue = new ReadJournal(counting, TitlesView.Catalog).AllEvents(Offset.NoOffset()).RunWith(Sink.Queue<EventEnvelope>(), _materializer);
        (await queue.PullAsync()).HasValue.ShouldBeTrue();
        counting.Reads.ShouldBe(1, "2,000 events are four pages, and only the first was asked for");
    }

    private Task<IImmutableList<EventEnvelope>> SeqAsync(Source<EventEnvelope, Kernel.NotUsed> source) => source.RunWith(Sink.Seq<EventEnvelope>(), _materializer);
}
