using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tools;

/// <summary>The last events, and then new ones as they are committed, by whatever process.</summary>
public static class JournalTail
{
    private const int PageRows = 500;

    /// <summary>Follows the journal.</summary>
    public static async IAsyncEnumerable<JournalRow> ReadAsync(IJournal journal, TailOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Source source = new(journal, options);
        (ImmutableArray<JournalRow> last, long place) = await source.LastAsync(cancellationToken);
        foreach (JournalRow row in last)
        {
            yield return row;
        }

        while (options.Follow)
        {
            // Asked before reading: what is committed between the two ends the wait at once.
            long known = journal.LastOrdering;
            ImmutableArray<JournalRow> page = await source.AfterAsync(place, cancellationToken);
            foreach (JournalRow row in page.Where(source.IsMeant))
            {
                yield return row;
            }

            if (page.IsEmpty)
            {
                await journal.WaitForOrderingAfterAsync(known, cancellationToken);
            }
            else
            {
                place = source.PlaceOf(page[^1]);
            }
        }
    }

    // An id's events are read by their numbers, all others by their place among all events.
    private sealed class Source(IJournal journal, TailOptions options)
    {
        public bool IsMeant(JournalRow row) => options.Tag is not { } tag || options.PersistenceId is null || row.Tags.Contains(tag, StringComparer.Ordinal);

        public long PlaceOf(JournalRow row) => options.PersistenceId is null ? row.Ordering : row.SequenceNr;

        public Task<ImmutableArray<JournalRow>> AfterAsync(long place, CancellationToken cancellationToken) => options switch
        {
            { PersistenceId: { } id } => journal.ReadAsync(id, place + 1, long.MaxValue, PageRows, cancellationToken),
            { Tag: { } tag } => journal.ReadTagAsync(tag, place, PageRows, cancellationToken),
            _ => journal.ReadAllAsync(place, PageRows, cancellationToken),
        };

        /// <summary>The last events, and the place behind them. Goes back in steps that double, since rows are missing where others are not meant.</summary>
        public async Task<(ImmutableArray<JournalRow> Rows, long Place)> LastAsync(CancellationToken cancellationToken)
        {
            long end = options.PersistenceId is { } id ? await journal.HighestSequenceNrAsync(id, cancellationToken) : journal.LastOrdering;
            for (long back = Math.Max(options.Last, 1); options.Last > 0; back = Math.Max(back * 2, 1000))
            {
                long start = Math.Max(0, end - back);
                Queue<JournalRow> rows = new();
                long place = start;
                while (await AfterAsync(place, cancellationToken) is { IsEmpty: false } page)
                {
                    foreach (JournalRow row in page.Where(IsMeant))
                    {
                        rows.Enqueue(row);
                        if (rows.Count > options.Last)
                        {
                            rows.Dequeue();
                        }
                    }

                    place = PlaceOf(page[^1]);
                }

                if (rows.Count >= options.Last || start == 0)
                {
                    return ([.. rows], place);
                }
            }

            return ([], end);
        }
    }
}
