using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Sapphire.Kernel;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Query;

/// <summary>
/// Queries over a journal as streams, in commit order. A page is read only when the one before it was consumed. A live query never
/// completes and is woken by commits; a current one completes where it meets the journal's end. An event that is damaged or unknown
/// fails the stream with an <see cref="EventSerializationException"/> or a <see cref="StorageException"/> that names its id and
/// number: continue after its offset to leave it out.
/// </summary>
/// <param name="journal">Where the events are.</param>
/// <param name="events">Reads them.</param>
public sealed class ReadJournal(IJournal journal, EventCatalog events)
{
    private const int PageRows = 500;

    private delegate Task<ImmutableArray<JournalRow>> Pages(long after, int limit, CancellationToken cancellationToken);

    /// <summary>The events of an id from one number to another, both included; live ones too. Completes after <paramref name="toSequenceNr"/>.</summary>
    public Source<EventEnvelope, NotUsed> EventsByPersistenceId(string persistenceId, long fromSequenceNr = 0, long toSequenceNr = long.MaxValue) =>
        Source.From(() => ReadIdAsync(persistenceId, fromSequenceNr, toSequenceNr, live: true));

    /// <summary>The events of an id that are stored now, from one number to another, both included.</summary>
    public Source<EventEnvelope, NotUsed> CurrentEventsByPersistenceId(string persistenceId, long fromSequenceNr = 0, long toSequenceNr = long.MaxValue) =>
        Source.From(() => ReadIdAsync(persistenceId, fromSequenceNr, toSequenceNr, live: false));

    /// <summary>The events with a tag after an offset; live ones too.</summary>
    public Source<EventEnvelope, NotUsed> EventsByTag(string tag, Offset offset) => Source.From(() => ReadAsync(TagPages(tag), offset.After, live: true));

    /// <summary>The events with a tag after an offset that are stored now.</summary>
    public Source<EventEnvelope, NotUsed> CurrentEventsByTag(string tag, Offset offset) => Source.From(() => ReadAsync(TagPages(tag), offset.After, live: false));

    /// <summary>The events of all ids after an offset; live ones too.</summary>
    public Source<EventEnvelope, NotUsed> AllEvents(Offset offset) => Source.From(() => ReadAsync(journal.ReadAllAsync, offset.After, live: true));

    /// <summary>The events of all ids after an offset that are stored now.</summary>
    public Source<EventEnvelope, NotUsed> CurrentAllEvents(Offset offset) => Source.From(() => ReadAsync(journal.ReadAllAsync, offset.After, live: false));

    /// <summary>Every id that has events, each once; new ones too. Remembers the ids it has given for as long as it runs.</summary>
    public Source<string, NotUsed> PersistenceIds() => Source.From(() => ReadIdsAsync());

    /// <summary>Every id that has events now, in ordinal order.</summary>
    public Source<string, NotUsed> CurrentPersistenceIds() => Source.From(() => ReadCurrentIdsAsync());

    private Pages TagPages(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return (after, limit, cancellationToken) => journal.ReadTagAsync(tag, after, limit, cancellationToken);
    }

    private async IAsyncEnumerable<EventEnvelope> ReadAsync(Pages pages, long after, bool live, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using IDisposable? counted = live ? PersistenceMetrics.Follow() : null;
        while (true)
        {
            // Before the read: what is committed after it wakes the wait below, also when the read has just missed it.
            long known = journal.LastOrdering;
            ImmutableArray<JournalRow> page = await pages(after, PageRows, cancellationToken);
            foreach (JournalRow row in page)
            {
                yield return Envelope(row);
            }

            if (!page.IsEmpty)
            {
                after = page[^1].Ordering;
            }
            else if (live)
            {
                await journal.WaitForOrderingAfterAsync(Math.Max(known, after), cancellationToken);
            }
            else
            {
                yield break;
            }
        }
    }

    private async IAsyncEnumerable<EventEnvelope> ReadIdAsync(
        string persistenceId, long from, long to, bool live, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using IDisposable? counted = live ? PersistenceMetrics.Follow() : null;
        while (from <= to)
        {
            long known = journal.LastOrdering;
            ImmutableArray<JournalRow> page = await journal.ReadAsync(persistenceId, from, to, PageRows, cancellationToken);
            foreach (JournalRow row in page)
            {
                yield return Envelope(row);
            }

            if (!page.IsEmpty && page[^1].SequenceNr == long.MaxValue)
            {
                yield break;
            }

            if (!page.IsEmpty)
            {
                from = page[^1].SequenceNr + 1;
            }
            else if (live)
            {
                await journal.WaitForOrderingAfterAsync(known, cancellationToken);
            }
            else
            {
                yield break;
            }
        }
    }

    private async IAsyncEnumerable<string> ReadCurrentIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        while (true)
        {
            ImmutableArray<string> page = await journal.ReadPersistenceIdsAsync(after, PageRows, cancellationToken);
            if (page.IsEmpty)
            {
                yield break;
            }

            foreach (string id in page)
            {
                yield return id;
            }

            after = page[^1];
        }
    }

    // The ids there are, then those of the events after the moment in which it began: an id that comes up meanwhile is in both.
    private async IAsyncEnumerable<string> ReadIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using IDisposable counted = PersistenceMetrics.Follow();
        long after = journal.LastOrdering;
        HashSet<string> given = new(StringComparer.Ordinal);
        await foreach (string id in ReadCurrentIdsAsync(cancellationToken))
        {
            given.Add(id);
            yield return id;
        }

        while (true)
        {
            long known = journal.LastOrdering;
            ImmutableArray<JournalRow> page = await journal.ReadAllAsync(after, PageRows, cancellationToken);
            foreach (JournalRow row in page)
            {
                if (given.Add(row.PersistenceId))
                {
                    yield return row.PersistenceId;
                }
            }

            if (page.IsEmpty)
            {
                await journal.WaitForOrderingAfterAsync(Math.Max(known, after), cancellationToken);
            }
            else
            {
                after = page[^1].Ordering;
            }
        }
    }

    private EventEnvelope Envelope(JournalRow row) =>
        new(Offset.Sequence(row.Ordering), row.PersistenceId, row.SequenceNr, events.Decode(row), row.Timestamp.ToUnixTimeMilliseconds(), row.Tags);
}
