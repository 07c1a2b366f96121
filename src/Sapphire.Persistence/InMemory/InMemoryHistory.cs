using System.Collections.Immutable;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.InMemory;

/// <summary>What the journal in memory knows of one persistence id. Used under its lock.</summary>
internal sealed class InMemoryHistory
{
    private readonly List<JournalRow> _rows = [];

    /// <summary>The newest owner's; 0 before the first.</summary>
    public long Epoch { get; set; }

    /// <summary>Also of a deleted event.</summary>
    public long HighestSequenceNr { get; private set; }

    /// <summary>The last deleted one.</summary>
    public long DeletedTo { get; private set; }

    public SortedList<long, SnapshotRow> Snapshots { get; } = [];

    public void Add(JournalRow row)
    {
        _rows.Add(row);
        HighestSequenceNr = row.SequenceNr;
    }

    /// <summary>Deletes, and returns what it deleted.</summary>
    public List<JournalRow> DeleteEvents(long toSequenceNr)
    {
        int count = (int)Math.Clamp(toSequenceNr - DeletedTo, 0, _rows.Count);
        List<JournalRow> deleted = _rows.GetRange(0, count);
        _rows.RemoveRange(0, count);
        DeletedTo += count;
        return deleted;
    }

    public ImmutableArray<JournalRow> Read(long fromSequenceNr, long toSequenceNr, int limit)
    {
        // The numbers have no gaps: the place of an event follows from its number.
        long first = Math.Max(fromSequenceNr - DeletedTo - 1, 0);
        long count = Math.Min(Math.Min(_rows.Count, toSequenceNr - DeletedTo) - first, limit);
        return count <= 0 ? [] : [.. _rows.GetRange((int)first, (int)count)];
    }

    public SnapshotRow? NewestSnapshot(SnapshotSelectionCriteria criteria)
    {
        for (int i = Snapshots.Count - 1; i >= 0; i--)
        {
            if (Allows(criteria, Snapshots.Values[i]))
            {
                return Snapshots.Values[i];
            }
        }

        return null;
    }

    public void DeleteSnapshots(SnapshotSelectionCriteria criteria)
    {
        for (int i = Snapshots.Count - 1; i >= 0; i--)
        {
            if (Allows(criteria, Snapshots.Values[i]))
            {
                Snapshots.RemoveAt(i);
            }
        }
    }

    // To the millisecond, as a database compares.
    private static bool Allows(SnapshotSelectionCriteria criteria, SnapshotRow snapshot)
    {
        long time = snapshot.Timestamp.ToUnixTimeMilliseconds();
        return snapshot.SequenceNr >= criteria.MinSequenceNr && snapshot.SequenceNr <= criteria.MaxSequenceNr
            && time >= (criteria.MinTimestamp?.ToUnixTimeMilliseconds() ?? long.MinValue)
            && time <= (criteria.MaxTimeStamp?.ToUnixTimeMilliseconds() ?? long.MaxValue);
    }
}
