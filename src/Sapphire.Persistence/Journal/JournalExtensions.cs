using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Sapphire.Persistence.Journal;

/// <summary>Reading a journal as a sequence.</summary>
public static class JournalExtensions
{
    private const int PageRows = 1000;

    /// <summary>The newest snapshot up to <paramref name="maxSequenceNr"/>.</summary>
    public static Task<SnapshotRow?> LoadSnapshotAsync(this IJournal journal, string persistenceId, long maxSequenceNr = long.MaxValue, CancellationToken cancellationToken = default) =>
        journal.LoadSnapshotAsync(persistenceId, new SnapshotSelectionCriteria(maxSequenceNr), cancellationToken);

    /// <summary>All events of an id from <paramref name="fromSequenceNr"/> to <paramref name="toSequenceNr"/>, read page by page: no lock is held between two pages.</summary>
    public static async IAsyncEnumerable<JournalRow> ReplayAsync(
        this IJournal journal,
        string persistenceId,
        long fromSequenceNr = 1,
        long toSequenceNr = long.MaxValue,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ImmutableArray<JournalRow> page = await journal.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, PageRows, cancellationToken);
            if (page.IsEmpty)
            {
                yield break;
            }

            foreach (JournalRow row in page)
            {
                yield return row;
            }

            fromSequenceNr = page[^1].SequenceNr + 1;
        }
    }
}
