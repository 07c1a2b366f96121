using System.Collections.Concurrent;
using Sapphire.Kernel;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Query;
using Sapphire.Persistence.Tests.Projections;

namespace Sapphire.Persistence.Tests.Query;

/// <summary>No event is skipped or doubled by a live query while fifty writers write. Derive it, and give a journal.</summary>
public abstract class LiveQuerySpec : IAsyncLifetime
{
    private const int Writers = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ActorSystem _system = ActorSystem.Create("live-query");
    private readonly List<IJournal> _opened = [];
    private ActorMaterializer _materializer = null!;

    public virtual ValueTask InitializeAsync()
    {
        _materializer = _system.Materializer();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        foreach (IJournal journal in _opened)
        {
            await journal.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the journal; a second one over the same rows where several programs can share it, else the same one.</summary>
    protected abstract Task<IJournal> OpenJournalAsync();

    [Fact]
    public Task No_live_query_skips_or_doubles_an_event_under_fifty_writers() => RunAsync(30);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "live-query")]
    public Task No_live_query_skips_or_doubles_an_event_in_a_long_run() => RunAsync(Soak.Count(30, 4000));

    private async Task RunAsync(int writesEach)
    {
        IJournal writing = await OpenAsync();
        IJournal reading = await OpenAsync();
        ReadJournal queries = new(reading, TitlesView.Catalog);
        ConcurrentDictionary<(string, long), bool> written = new();
        using CancellationTokenSource deadline = new(Patience * Math.Max(1, writesEach / 500));
        Task<List<EventEnvelope>>[] all = [.. Enumerable.Range(0, 3).Select(seed => FollowAsync(offset => queries.AllEvents(offset), seed, Writers * TotalOf(writesEach), deadline.Token))];
        Task<List<EventEnvelope>>[] tagged = [.. Enumerable.Range(0, 3).Select(seed => FollowAsync(offset => queries.EventsByTag("even", offset), 100 + seed, EvenOf(writesEach), deadline.Token))];
        Task<List<EventEnvelope>> one = FollowAsync(
            offset => queries.EventsByPersistenceId("writer-7", offset is Sequence { Value: var after } ? after + 1 : 0), 200, TotalOf(writesEach), deadline.Token, envelope => Offset.Sequence(envelope.SequenceNr));
        Task<HashSet<string>> ids = IdsAsync(queries, deadline.Token);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writing, writer, writesEach, written))));

        foreach (List<EventEnvelope> seen in await Task.WhenAll(all))
        {
            ShouldBeAll(seen, written.Keys);
            ShouldBeInOrder(seen);
        }

        foreach (List<EventEnvelope> seen in await Task.WhenAll(tagged))
        {
            ShouldBeAll(seen, written.Where(pair => pair.Value).Select(pair => pair.Key));
            seen.ShouldAllBe(envelope => envelope.Tags.Contains("even"));
            ShouldBeInOrder(seen);
        }

        (await one).Select(envelope => envelope.SequenceNr).ShouldBe(Enumerable.Range(1, TotalOf(writesEach)).Select(n => (long)n));
        (await ids).Count.ShouldBe(Writers);
        (await queries.CurrentPersistenceIds().RunWith(Sink.Seq<string>(), _materializer)).Count.ShouldBe(Writers);
        (await queries.CurrentAllEvents(Offset.NoOffset()).RunAggregate(0, static (count, _) => count + 1, _materializer)).ShouldBe(written.Count);
    }

    // Every third write has three events, so that a commit holds several of one id.
    private static int TotalOf(int writes) => Enumerable.Range(0, writes).Sum(EventsOf);

    private static int EvenOf(int writes) => Enumerable.Range(0, Writers).Sum(writer => Enumerable.Range(0, writes).Sum(i => (i + writer) % 2 == 0 ? EventsOf(i) : 0));

    private static int EventsOf(int write) => write % 3 == 2 ? 3 : 1;

    private static async Task WriteAsync(IJournal journal, int writer, int writes, ConcurrentDictionary<(string, long), bool> written)
    {
        string id = $"writer-{writer}";
        long epoch = await journal.RaiseEpochAsync(id);
        long number = 0;
        for (int i = 0; i < writes; i++)
        {
            bool even = (i + writer) % 2 == 0;
            JournalEntry[] entries = [.. Enumerable.Range(0, EventsOf(i)).Select(_ => TitlesView.Entry(++number, $"n{number}") with { Tags = even ? ["even"] : [] })];
            await journal.WriteAsync(new(id, epoch, [.. entries]));
            foreach (JournalEntry entry in entries)
            {
                written.TryAdd((id, entry.SequenceNr), even).ShouldBeTrue();
            }
        }
    }

    // Stops after a random number of events, and goes on at the offset of the last one.
    private async Task<List<EventEnvelope>> FollowAsync(
        Func<Offset, Source<EventEnvelope, NotUsed>> query, int seed, int count, CancellationToken cancellationToken, Func<EventEnvelope, Offset>? offsetOf = null)
    {
        Random random = new(seed);
        List<EventEnvelope> seen = [];
        Offset offset = Offset.NoOffset();
        while (seen.Count < count)
        {
            int stopAfter = random.Next(1, (count / 4) + 2);
            await foreach (EventEnvelope envelope in query(offset).RunAsAsyncEnumerable(_materializer).WithCancellation(cancellationToken))
            {
                seen.Add(envelope);
                offset = offsetOf?.Invoke(envelope) ?? envelope.Offset;
                if (--stopAfter == 0 || seen.Count == count)
                {
                    break;
                }
            }
        }

        return seen;
    }

    private async Task<HashSet<string>> IdsAsync(ReadJournal queries, CancellationToken cancellationToken)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        await foreach (string id in queries.PersistenceIds().RunAsAsyncEnumerable(_materializer).WithCancellation(cancellationToken))
        {
            ids.Add(id).ShouldBeTrue();
            if (ids.Count == Writers)
            {
                break;
            }
        }

        return ids;
    }

    private async Task<IJournal> OpenAsync()
    {
        IJournal journal = await OpenJournalAsync();
        if (!_opened.Contains(journal))
        {
            _opened.Add(journal);
        }

        return journal;
    }

    // Sets, since hundreds of thousands are compared.
    private static void ShouldBeAll(List<EventEnvelope> seen, IEnumerable<(string, long)> written)
    {
        HashSet<(string, long)> missing = [.. written];
        foreach (EventEnvelope envelope in seen)
        {
            missing.Remove((envelope.PersistenceId, envelope.SequenceNr)).ShouldBeTrue($"event {envelope.SequenceNr} of {envelope.PersistenceId} came twice, or was never written");
        }

        missing.ShouldBeEmpty();
    }

    private static void ShouldBeInOrder(List<EventEnvelope> seen)
    {
        long[] orderings = [.. seen.Select(envelope => ((Sequence)envelope.Offset).Value)];
        orderings.ShouldBe(orderings.Order());
        seen.GroupBy(envelope => envelope.PersistenceId).ShouldAllBe(group => group.Select(envelope => envelope.SequenceNr).SequenceEqual(group.Select(envelope => envelope.SequenceNr).Order()));
    }
}
