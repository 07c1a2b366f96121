using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tools;

/// <summary>
/// Writes an export's events into a journal: ids, numbers, times and tags as they were. Everything is checked before the first
/// write. It owns each id like an actor does (a newer epoch), so that an actor that is at work on the id is refused from then on.
/// <code>
/// check the file ─► compare with what is there ─┬─ refused: nothing is written
///                                               └─► for each id: own it ─► batches of events ─► snapshot
/// </code>
/// An interrupted import leaves whole ids, and at most one of which only the first events are there: the next run continues it.
/// </summary>
public sealed class JournalImport
{
    private const int BatchRows = 500;
    private const long BatchBytes = 4L << 20;
    private const int Attempts = 10;
    private readonly IJournal _journal;
    private readonly EventCatalog _catalog;
    private readonly ImportOptions _options;
    private readonly IProgress<ToolProgress>? _progress;
    private long _written;
    private long _total;
    private long _lastOrdering;

    private JournalImport(IJournal journal, EventCatalog catalog, ImportOptions options, IProgress<ToolProgress>? progress)
    {
        _journal = journal;
        _catalog = catalog;
        _options = options;
        _progress = progress;
    }

    private enum Standing
    {
        Absent,
        Part,
        Whole,
        Other,
    }

    /// <summary>Imports a file.</summary>
    /// <param name="journal">Where to.</param>
    /// <param name="catalog">Everything that may be stored.</param>
    /// <param name="file">The export; one that can be read twice.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told now and then; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two writes.</param>
    /// <exception cref="JournalToolException">The file is not whole, or ids are there already; nothing was written. Or somebody wrote to an id meanwhile.</exception>
    /// <exception cref="StorageException">Reading or writing failed. What was written is as after an interruption.</exception>
    public static Task<ImportReport> RunAsync(
        IJournal journal, EventCatalog catalog, Stream file, ImportOptions options, IProgress<ToolProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new JournalImport(journal, catalog, options, progress).RunAsync(file, cancellationToken);

    private async Task<ImportReport> RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        ImportFile file = await ImportFile.CheckAsync(stream, _catalog, _journal.MaxPayloadBytes, _progress, cancellationToken);
        _total = file.Events;
        List<(ImportGroup Group, string Target, Standing Standing, long Common)> work = [];
        ImmutableArray<ImportedId>.Builder done = ImmutableArray.CreateBuilder<ImportedId>();
        foreach (ImportGroup group in file.Groups)
        {
            if (TargetOf(group.Id, file.Sha256) is { } target)
            {
                (Standing standing, long common) = await CompareAsync(file, group, target, cancellationToken);
                work.Add((group, target, standing, common));
            }
            else
            {
                done.Add(new(group.Id, group.Id, ImportOutcome.Skipped, 0));
            }
        }

        if (_options.Mode is ImportMode.Refuse or ImportMode.AsNew)
        {
            RefuseExisting([.. work.Where(one => one.Standing == Standing.Other).Select(one => one.Target)]);
        }

        foreach ((ImportGroup group, string target, Standing standing, long common) in work)
        {
            long before = _written;
            ImportOutcome outcome = await ImportAsync(file, group, target, standing, common, cancellationToken);
            done.Add(new(group.Id, target, outcome, _written - before));
        }

        return new(done.DrainToImmutable(), _written, _lastOrdering);
    }

    private string? TargetOf(string id, string sha256) => (_options.Mode, _options.NewId) switch
    {
        (ImportMode.AsNew, { } newId) => newId(id, sha256),
        (ImportMode.AsNew, null) => throw new ArgumentException("New ids need a rule.", nameof(id)),
        _ => id,
    };

    private static void RefuseExisting(ImmutableArray<string> existing)
    {
        if (existing.IsEmpty)
        {
            return;
        }

        string names = string.Join(", ", existing.Take(3)) + (existing.Length > 3 ? $" and {existing.Length - 3} more" : "");
        throw new JournalToolException(
            $"{names} {(existing.Length == 1 ? "is" : "are")} here already, with other events. Nothing was imported; --skip-existing leaves what is here, --replace puts the file's in its place, --as-new imports copies beside it.");
    }

    // What is there, event by event; only the events' own columns count, not who wrote them.
    private async Task<(Standing Standing, long Common)> CompareAsync(ImportFile file, ImportGroup group, string target, CancellationToken cancellationToken)
    {
        long highest = await _journal.HighestSequenceNrAsync(target, cancellationToken);
        if (highest == 0)
        {
            return (Standing.Absent, 0);
        }

        if (group.First == 0)
        {
            bool same = highest == group.Last && (await _journal.ReadAsync(target, 1, highest, 1, cancellationToken)).IsEmpty;
            return (same ? Standing.Whole : Standing.Other, highest);
        }

        long common = 0;
        try
        {
            await using IAsyncEnumerator<JournalRow> rows = _journal.ReplayAsync(target, 1, long.MaxValue, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await foreach (ExportLine line in ReadAsync(file, group, target, cancellationToken))
            {
                if (line is not EventLine e)
                {
                    break;
                }

                if (!await rows.MoveNextAsync())
                {
                    // Nothing but deleted numbers is the beginning of an id whose first events were deleted.
                    common = common == 0 ? group.First - 1 : common;
                    return (common > 0 && common == highest ? Standing.Part : Standing.Other, common);
                }

                if (!Same(e, rows.Current))
                {
                    return (Standing.Other, common);
                }

                common = e.SequenceNr;
            }

            // Replacing also takes away what came later.
            return _options.Mode == ImportMode.Replace && await rows.MoveNextAsync() ? (Standing.Other, common) : (Standing.Whole, common);
        }
        catch (StorageException e) when (e.Reason == StorageReason.Corrupt)
        {
            return (Standing.Other, common);
        }
    }

    // A copy goes without the snapshot of its original: its events give one of its own.
    private async IAsyncEnumerable<ExportLine> ReadAsync(ImportFile file, ImportGroup group, string target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Func<string, object, object>? copy = _options.Mode == ImportMode.AsNew ? _options.NewEvent : null;
        await foreach (ExportLine line in file.ReadAsync(group, cancellationToken))
        {
            if (copy is null)
            {
                yield return line;
            }
            else if (line is EventLine e)
            {
                SerializedEvent copied = _catalog.Serialize(copy(target, _catalog.Deserialize(e.Manifest, e.Payload)));
                yield return e with { Manifest = copied.Manifest, Payload = copied.Payload };
            }
        }
    }

    private static bool Same(EventLine e, JournalRow row) =>
        e.SequenceNr == row.SequenceNr
        && string.Equals(e.Manifest, row.Manifest, StringComparison.Ordinal)
        && e.Time == row.Timestamp
        && e.Payload.AsSpan().SequenceEqual(row.Payload)
        && e.Tags.Order(StringComparer.Ordinal).SequenceEqual(row.Tags.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private async Task<ImportOutcome> ImportAsync(ImportFile file, ImportGroup group, string target, Standing standing, long common, CancellationToken cancellationToken)
    {
        if (_options.Mode == ImportMode.Replace)
        {
            // What is missing of it here comes from the file, or is given up.
            await Maintenance.AcceptLossAsync(target);
        }

        switch (standing)
        {
            case Standing.Whole:
                return ImportOutcome.Unchanged;
            case Standing.Other when _options.Mode == ImportMode.SkipExisting:
                return ImportOutcome.Skipped;
            case Standing.Other:
                await WriteAsync(file, group, target, 0, replace: true, cancellationToken);
                return ImportOutcome.Replaced;
            case Standing.Part:
                await WriteAsync(file, group, target, common, replace: false, cancellationToken);
                return ImportOutcome.Continued;
            default:
                await WriteAsync(file, group, target, 0, replace: false, cancellationToken);
                return ImportOutcome.Imported;
        }
    }

    private async Task WriteAsync(ImportFile file, ImportGroup group, string target, long after, bool replace, CancellationToken cancellationToken)
    {
        Ownership owner = new(_journal, target);
        List<JournalEntry> batch = [];
        long bytes = 0;
        if (group.First != 1 && after == 0)
        {
            await BeginDeletedAsync(owner, target, group.First == 0 ? group.Last : group.First - 1, file.Header.Time);
            replace = false;
        }

        await foreach (ExportLine line in ReadAsync(file, group, target, cancellationToken))
        {
            switch (line)
            {
                case EventLine e when e.SequenceNr > after:
                    batch.Add(new(e.SequenceNr, e.Manifest, e.Payload, e.Time) { Tags = e.Tags });
                    bytes += e.Payload.Length;
                    if (batch.Count >= BatchRows || bytes >= BatchBytes)
                    {
                        await FlushAsync();
                    }

                    break;
                case SnapshotLine snapshot:
                    await FlushAsync();
                    SnapshotRow row = new(target, snapshot.SequenceNr, snapshot.Manifest, snapshot.Payload, snapshot.Time);
                    await owner.DoAsync(epoch => _journal.SaveSnapshotAsync(row, epoch));
                    break;
            }
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            if (batch.Count == 0)
            {
                return;
            }

            cancellationToken.ThrowIfCancellationRequested();
            ImmutableArray<JournalEntry> events = [.. batch];
            bool first = replace;
            try
            {
                _lastOrdering = await owner.DoAsync(epoch => first
                    ? Maintenance.ReplaceAsync(new(target, epoch, events))
                    : _journal.WriteAsync(new(target, epoch, events)));
            }
            catch (StorageException e) when (e.Reason == StorageReason.Conflict)
            {
                throw new JournalToolException($"Somebody wrote to '{target}' while it was imported; it holds events up to {events[0].SequenceNr - 1} of the file. Run the import again with --replace.", e);
            }

            replace = false;
            _written += events.Length;
            _progress?.Report(new("importing events", _written, _total));
            batch.Clear();
            bytes = 0;
        }
    }

    // Numbers are taken by events only: one takes the last of the deleted ones, and is deleted again.
    private async Task BeginDeletedAsync(Ownership owner, string target, long deletedTo, DateTimeOffset time)
    {
        await owner.DoAsync(epoch => Maintenance.ReplaceAsync(new(target, epoch, [new(deletedTo, "deleted", "{}"u8.ToArray(), time)])));
        await owner.DoAsync(epoch => _journal.DeleteEventsAsync(target, epoch, deletedTo));
    }

    private IJournalMaintenance Maintenance =>
        GuardedJournal.Unwrap(_journal) as IJournalMaintenance ?? throw new JournalToolException($"{_journal.GetType().Name} cannot replace events.");

    /// <summary>Does things as the newest owner of an id. An actor that is woken meanwhile takes it over; then it is taken back.</summary>
    private sealed class Ownership(IJournal journal, string id)
    {
        private long _epoch;

        public async Task DoAsync(Func<long, Task> write) => await DoAsync(async epoch =>
        {
            await write(epoch);
            return true;
        });

        public async Task<T> DoAsync<T>(Func<long, Task<T>> write)
        {
            for (int attempt = 1; ; attempt++)
            {
                if (_epoch == 0)
                {
                    _epoch = await journal.RaiseEpochAsync(id);
                }

                try
                {
                    return await write(_epoch);
                }
                catch (StorageException e) when (e.Reason == StorageReason.Fenced && attempt < Attempts)
                {
                    _epoch = 0;
                }
            }
        }
    }
}
