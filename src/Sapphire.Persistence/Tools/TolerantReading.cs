using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tools;

/// <summary>Reads an id's events past damaged ones.</summary>
public static class TolerantReading
{
    private const int PageRows = 500;

    /// <summary>The events of an id in order; a damaged one comes with its damage, a missing one not at all.</summary>
    /// <exception cref="StorageException">Reading failed for another reason than a damaged row.</exception>
    public static async IAsyncEnumerable<TolerantRow> ReadTolerantlyAsync(
        this IJournal journal, string persistenceId, long from = 1, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long highest = Math.Min(to, await journal.HighestSequenceNrAsync(persistenceId, cancellationToken));
        while (from <= highest)
        {
            bool damaged = false;
            ImmutableArray<JournalRow> page = [];
            try
            {
                page = await journal.ReadAsync(persistenceId, from, highest, PageRows, cancellationToken);
            }
            catch (StorageException e) when (e.Reason == StorageReason.Corrupt)
            {
                damaged = true;
            }

            if (!damaged)
            {
                if (page.IsEmpty)
                {
                    yield break;
                }

                foreach (JournalRow row in page)
                {
                    yield return new(row.SequenceNr, row, null);
                }

                from = page[^1].SequenceNr + 1;
                continue;
            }

            // Somewhere in this page: one by one, until it is behind us.
            for (long end = Math.Min(highest, from + PageRows - 1); from <= end; from++)
            {
                if (await ReadOneAsync(journal, persistenceId, from, cancellationToken) is { } one)
                {
                    yield return one;
                }
            }
        }
    }

    private static async Task<TolerantRow?> ReadOneAsync(IJournal journal, string persistenceId, long sequenceNr, CancellationToken cancellationToken)
    {
        try
        {
            ImmutableArray<JournalRow> rows = await journal.ReadAsync(persistenceId, sequenceNr, sequenceNr, 1, cancellationToken);
            return rows.IsEmpty ? null : new(sequenceNr, rows[0], null);
        }
        catch (StorageException e) when (e.Reason == StorageReason.Corrupt)
        {
            return new(sequenceNr, null, e);
        }
    }
}
