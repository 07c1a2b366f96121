using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tools;

/// <summary>Counts what a journal holds, page by page, beside a running server.</summary>
public static class JournalInspector
{
    private const int PageRows = 1000;

    /// <summary>Counts everything.</summary>
    /// <param name="inspection">The journal.</param>
    /// <param name="limit">How many of the largest ids are named.</param>
    /// <param name="progress">Told now and then; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<JournalSummary> SummarizeAsync(
        IJournalInspection inspection, int limit, IProgress<ToolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Dictionary<string, IdCount> ids = new(StringComparer.Ordinal);
        Dictionary<string, long> manifests = new(StringComparer.Ordinal);
        (long ordering, long events, long bytes) = (0, 0, 0);
        (DateTimeOffset? first, DateTimeOffset? last) = (null, null);
        while (await inspection.ReadStoredAsync(ordering, PageRows, cancellationToken) is { IsEmpty: false } page)
        {
            foreach (StoredEvent row in page.Where(row => !row.Deleted))
            {
                events++;
                bytes += row.Content.Bytes.Length;
                first = row.Timestamp < (first ?? DateTimeOffset.MaxValue) ? row.Timestamp : first;
                last = row.Timestamp > (last ?? DateTimeOffset.MinValue) ? row.Timestamp : last;
                Count(manifests, row.Manifest);
                IdCount before = ids.GetValueOrDefault(row.PersistenceId) ?? new(row.PersistenceId, 0, 0, default);
                ids[row.PersistenceId] = before with { Events = before.Events + 1, Bytes = before.Bytes + row.Content.Bytes.Length, Last = row.Timestamp };
            }

            ordering = page[^1].Ordering;
            progress?.Report(new("reading events", events, 0));
        }

        long snapshots = 0;
        (string? id, long number) = (null, 0);
        while (await inspection.ReadStoredSnapshotsAsync(id, number, 100, cancellationToken) is { IsEmpty: false } page)
        {
            foreach (StoredSnapshot snapshot in page)
            {
                snapshots++;
                bytes += snapshot.Content.Bytes.Length;
                Count(manifests, snapshot.Manifest);
            }

            (id, number) = (page[^1].PersistenceId, page[^1].SequenceNr);
            progress?.Report(new("reading snapshots", snapshots, 0));
        }

        JournalSize? size = inspection is IJournalMaintenance maintenance ? await maintenance.ReadSizeAsync(cancellationToken) : null;
        return new(
            inspection.Description,
            size,
            ordering,
            first,
            last,
            ids.Count,
            events,
            snapshots,
            bytes,
            [.. ids.Values.OrderByDescending(one => one.Events).ThenBy(one => one.PersistenceId, StringComparer.Ordinal).Take(limit)],
            Sorted(manifests));
    }

    /// <summary>Counts what there is of one id; damaged events are counted, not read.</summary>
    /// <exception cref="JournalToolException">There is no such id.</exception>
    public static async Task<IdSummary> SummarizeAsync(IJournal journal, IJournalInspection inspection, string persistenceId, CancellationToken cancellationToken = default)
    {
        ImmutableArray<SnapshotInfo> snapshots = await SnapshotsAsync(inspection, persistenceId, cancellationToken);
        long epoch = await EpochAsync(inspection, persistenceId, cancellationToken);
        Dictionary<string, long> manifests = new(StringComparer.Ordinal);
        (long events, long damaged, long bytes) = (0, 0, 0);
        (DateTimeOffset? first, DateTimeOffset? last) = (null, null);
        await foreach (TolerantRow one in journal.ReadTolerantlyAsync(persistenceId, cancellationToken: cancellationToken))
        {
            if (one.Row is not { } row)
            {
                damaged++;
                continue;
            }

            events++;
            bytes += row.Payload.Length;
            first ??= row.Timestamp;
            last = row.Timestamp;
            Count(manifests, row.Manifest);
        }

        long highest = await journal.HighestSequenceNrAsync(persistenceId, cancellationToken);
        return highest == 0 && snapshots.IsEmpty
            ? throw new JournalToolException($"There is nothing of '{persistenceId}' in the journal. 'sapphire journal inspect' lists the ids.")
            : new(persistenceId, epoch, highest, events, damaged, first, last, bytes, snapshots, Sorted(manifests));
    }

    private static async Task<ImmutableArray<SnapshotInfo>> SnapshotsAsync(IJournalInspection inspection, string persistenceId, CancellationToken cancellationToken)
    {
        ImmutableArray<SnapshotInfo>.Builder found = ImmutableArray.CreateBuilder<SnapshotInfo>();
        while (true)
        {
            ImmutableArray<StoredSnapshot> page = await inspection.ReadStoredSnapshotsAsync(persistenceId, found.Count == 0 ? 0 : found[^1].SequenceNr, 10, cancellationToken);
            ImmutableArray<StoredSnapshot> own = [.. page.TakeWhile(snapshot => string.Equals(snapshot.PersistenceId, persistenceId, StringComparison.Ordinal))];
            found.AddRange(own.Select(snapshot => new SnapshotInfo(snapshot.SequenceNr, snapshot.Manifest, snapshot.Content.Bytes.Length, snapshot.Timestamp)));
            if (own.IsEmpty || own.Length < page.Length)
            {
                return found.DrainToImmutable();
            }
        }
    }

    private static async Task<long> EpochAsync(IJournalInspection inspection, string persistenceId, CancellationToken cancellationToken)
    {
        string? after = null;
        while (await inspection.ReadEpochsAsync(after, PageRows, cancellationToken) is { IsEmpty: false } page)
        {
            if (page.FirstOrDefault(row => string.Equals(row.PersistenceId, persistenceId, StringComparison.Ordinal)) is { } found)
            {
                return found.Epoch;
            }

            after = page[^1].PersistenceId;
            if (string.CompareOrdinal(after, persistenceId) > 0)
            {
                break;
            }
        }

        return 0;
    }

    private static void Count(Dictionary<string, long> counts, string manifest) => CollectionsMarshal.GetValueRefOrAddDefault(counts, manifest, out _)++;

    private static ImmutableArray<ManifestCount> Sorted(Dictionary<string, long> counts) =>
        [.. counts.Select(pair => new ManifestCount(pair.Key, pair.Value)).OrderByDescending(one => one.Count).ThenBy(one => one.Manifest, StringComparer.Ordinal)];
}
