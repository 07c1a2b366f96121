using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Query;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>Reads the journal for a view, past what is damaged or unknown: that is parked, so that one bad row stops nobody else's chat.</summary>
internal sealed class ProjectionReader(ProjectionDefinition definition, IJournal journal, EventCatalog events, ILogger logger)
{
    /// <summary>The page after an offset; null at the journal's end.</summary>
    public async Task<ProjectionPage?> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        List<ProjectedEvent> wanted = [];
        ImmutableArray<ParkedEvent>.Builder parked = ImmutableArray.CreateBuilder<ParkedEvent>();
        ImmutableArray<JournalRow> rows;
        try
        {
            rows = await journal.ReadAllAsync(after, limit, cancellationToken);
        }
        catch (StorageException e) when (e.Reason == StorageReason.Corrupt && GuardedJournal.Unwrap(journal) is IJournalInspection inspection)
        {
            return await ReadAroundAsync(inspection, after, limit, cancellationToken);
        }

        foreach (JournalRow row in rows)
        {
            Take(row, wanted, parked);
        }

        return rows.IsEmpty ? null : new(new(after, rows[^1].Ordering, rows[^1].PersistenceId, rows[^1].SequenceNr, parked.DrainToImmutable()), wanted);
    }

    // One row at a time, since the damaged one fails the page that it is in.
    private async Task<ProjectionPage?> ReadAroundAsync(IJournalInspection inspection, long after, int limit, CancellationToken cancellationToken)
    {
        ImmutableArray<StoredEvent> stored = await inspection.ReadStoredAsync(after, limit, cancellationToken);
        List<ProjectedEvent> wanted = [];
        ImmutableArray<ParkedEvent>.Builder parked = ImmutableArray.CreateBuilder<ParkedEvent>();
        foreach (StoredEvent one in stored.Where(one => !one.Deleted))
        {
            try
            {
                foreach (JournalRow row in await journal.ReadAsync(one.PersistenceId, one.SequenceNr, one.SequenceNr, 1, cancellationToken))
                {
                    Take(row, wanted, parked);
                }
            }
            catch (StorageException e) when (e.Reason == StorageReason.Corrupt)
            {
                JournalRow unreadable = new(one.Ordering, one.PersistenceId, one.SequenceNr, one.Manifest, [], one.Timestamp);
                if (definition.Wants(unreadable))
                {
                    Park(unreadable, e.Message, parked);
                }
            }
        }

        return stored.IsEmpty ? null : new(new(after, stored[^1].Ordering, stored[^1].PersistenceId, stored[^1].SequenceNr, parked.DrainToImmutable()), wanted);
    }

    private void Take(JournalRow row, List<ProjectedEvent> wanted, ImmutableArray<ParkedEvent>.Builder parked)
    {
        if (!definition.Wants(row))
        {
            return;
        }

        try
        {
            wanted.Add(new(row.Ordering, row.PersistenceId, row.SequenceNr, events.Decode(row)));
        }
        catch (EventSerializationException e)
        {
            Park(row, e.Message, parked);
        }
    }

    private void Park(JournalRow row, string reason, ImmutableArray<ParkedEvent>.Builder parked)
    {
        logger.Parked(definition.Name, row.SequenceNr, row.PersistenceId, row.Manifest, reason);
        parked.Add(new(row.Ordering, row.PersistenceId, row.SequenceNr, row.Manifest, reason, !events.Manifests.Contains(row.Manifest, StringComparer.Ordinal)));
    }
}

/// <summary>A page for a view.</summary>
/// <param name="Step">How far it leads.</param>
/// <param name="Events">What the view wants of it.</param>
#pragma warning disable MA0048 // What the reader gives.
internal sealed record ProjectionPage(ProjectionStep Step, IReadOnlyList<ProjectedEvent> Events);
#pragma warning restore MA0048
