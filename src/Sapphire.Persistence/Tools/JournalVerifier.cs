using System.Collections.Immutable;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tools;

/// <summary>
/// Reads a whole journal and says what is wrong with it. It only reads, page by page, beside a running server: nothing waits for it.
/// The order lets the journal grow meanwhile: snapshots before the events that they contain, epochs after the events that they allow.
/// <code>
/// database's own check ─► read models' offsets ─► snapshots ─► events in order ─► epochs ─► each id's state ─► read models
/// </code>
/// </summary>
public sealed class JournalVerifier
{
    private const int PageRows = 1000;
    private readonly IJournal _journal;
    private readonly IJournalInspection _inspection;
    private readonly EventCatalog _catalog;
    private readonly ImmutableArray<StateModel> _models;
    private readonly IProgress<ToolProgress>? _progress;
    private readonly ProblemList _problems = new();
    private readonly Dictionary<string, IdTrack> _tracks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<long>> _snapshots = new(StringComparer.Ordinal);
    private long _events;
    private long _snapshotCount;
    private long _lastOrdering;

    /// <summary>For one run.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="inspection">The same journal, as it is stored.</param>
    /// <param name="catalog">Everything that may be stored.</param>
    /// <param name="models">The states whose snapshots are compared.</param>
    /// <param name="progress">Told now and then; null for nobody.</param>
    public JournalVerifier(IJournal journal, IJournalInspection inspection, EventCatalog catalog, ImmutableArray<StateModel> models, IProgress<ToolProgress>? progress = null)
    {
        _journal = journal;
        _inspection = inspection;
        _catalog = catalog;
        _models = models;
        _progress = progress;
    }

    /// <summary>Verifies everything.</summary>
    public async Task<VerifyReport> VerifyAllAsync(IReadOnlyList<IReadModelCheck> readModels, CancellationToken cancellationToken = default)
    {
        await AttemptAsync(async () =>
        {
            Report("checking the database's files", 0);
            foreach (string finding in await _inspection.CheckIntegrityAsync(cancellationToken))
            {
                _problems.Add(JournalProblemKind.Database, null, null, $"The database says: {finding.TrimEnd('.')}.");
            }
        });
        List<IReadModelCheck> begun = [];
        foreach (IReadModelCheck check in readModels)
        {
            await AttemptAsync(() => check.BeginAsync(cancellationToken), () => begun.Add(check));
        }

        await AttemptAsync(() => ReadSnapshotsAsync(null, cancellationToken));
        await AttemptAsync(() => ReadEventsAsync(begun, cancellationToken));
        await AttemptAsync(() => CheckEpochsAsync(null, cancellationToken));
        await CheckStatesAsync(cancellationToken);
        foreach (IReadModelCheck check in begun)
        {
            await AttemptAsync(async () =>
            {
                Report($"comparing {check.Name}", 0);
                foreach (JournalProblem problem in await check.FinishAsync(cancellationToken))
                {
                    _problems.Add(problem);
                }
            });
        }

        return Result();
    }

    /// <summary>Verifies one id: its numbers, rows, epochs, snapshots and state.</summary>
    /// <exception cref="JournalToolException">There is no such id.</exception>
    public async Task<VerifyReport> VerifyAsync(string persistenceId, CancellationToken cancellationToken = default)
    {
        await AttemptAsync(() => ReadSnapshotsAsync(persistenceId, cancellationToken));
        IdTrack track = new(persistenceId);
        long before = 0;
        await AttemptAsync(async () =>
        {
            track.BeginAfter(await _journal.DeletedToAsync(persistenceId, cancellationToken));
            await foreach (TolerantRow one in _journal.ReadTolerantlyAsync(persistenceId, cancellationToken: cancellationToken))
            {
                _events++;
                if (one.Row is not { } row)
                {
                    track.Next(before, one.SequenceNr, track.LastEpoch, deleted: false, _problems);
                    track.Break(one.SequenceNr);
                    _problems.Add(JournalProblemKind.Checksum, persistenceId, one.SequenceNr, Sentence(one.Damage!));
                    continue;
                }

                track.Next(row.Ordering, row.SequenceNr, row.Epoch, deleted: false, _problems);
                if (row.Ordering <= before)
                {
                    _problems.Add(JournalProblemKind.Ordering, persistenceId, row.SequenceNr, $"Its place among all events is {row.Ordering}, not after {before}.");
                }

                before = row.Ordering;
                _ = Decode(row.PersistenceId, row.SequenceNr, row.Manifest, row.Payload, track);
            }
        });
        if (track.Events == 0 && await _journal.HighestSequenceNrAsync(persistenceId, cancellationToken) == 0 && _snapshots.Count == 0)
        {
            throw new JournalToolException($"There is nothing of '{persistenceId}' in the journal. 'sapphire journal inspect' lists the ids.");
        }

        _lastOrdering = before;
        _tracks.Add(persistenceId, track);
        await AttemptAsync(() => CheckEpochsAsync(persistenceId, cancellationToken));
        await CheckStatesAsync(cancellationToken);
        return Result();
    }

    private async Task ReadSnapshotsAsync(string? only, CancellationToken cancellationToken)
    {
        (string? id, long number) = (only, 0);
        while (true)
        {
            ImmutableArray<StoredSnapshot> page = await _inspection.ReadStoredSnapshotsAsync(id, number, only is null ? 100 : 10, cancellationToken);
            foreach (StoredSnapshot snapshot in page.TakeWhile(snapshot => only is null || string.Equals(snapshot.PersistenceId, only, StringComparison.Ordinal)))
            {
                _snapshotCount++;
                if (Unpack(snapshot.PersistenceId, snapshot.SequenceNr, snapshot.Manifest, snapshot.Content, "snapshot") is { } payload
                    && Decode(snapshot.PersistenceId, snapshot.SequenceNr, snapshot.Manifest, payload, null) is not null)
                {
                    Snapshots(snapshot.PersistenceId).Add(snapshot.SequenceNr);
                }
            }

            Report("reading snapshots", _snapshotCount);
            if (page.IsEmpty || (only is not null && !string.Equals(page[^1].PersistenceId, only, StringComparison.Ordinal)))
            {
                return;
            }

            (id, number) = (page[^1].PersistenceId, page[^1].SequenceNr);
        }
    }

    private async Task ReadEventsAsync(List<IReadModelCheck> readModels, CancellationToken cancellationToken)
    {
        while (true)
        {
            ImmutableArray<StoredEvent> page = await _inspection.ReadStoredAsync(_lastOrdering, PageRows, cancellationToken);
            if (page.IsEmpty)
            {
                return;
            }

            foreach (StoredEvent row in page)
            {
                Judge(row, readModels);
            }

            Report("reading events", _events);
        }
    }

    private void Judge(StoredEvent row, List<IReadModelCheck> readModels)
    {
        _events++;
        if (row.Ordering <= _lastOrdering)
        {
            _problems.Add(JournalProblemKind.Ordering, row.PersistenceId, row.SequenceNr, $"Its place among all events is {row.Ordering}, not after {_lastOrdering}.");
        }

        _lastOrdering = Math.Max(row.Ordering, _lastOrdering);
        if (!_tracks.TryGetValue(row.PersistenceId, out IdTrack? track))
        {
            _tracks.Add(row.PersistenceId, track = new(row.PersistenceId));
        }

        track.Next(row.Ordering, row.SequenceNr, row.Epoch, row.Deleted, _problems);
        if (row.Deleted)
        {
            return;
        }

        object? happened = null;
        if (Unpack(row.PersistenceId, row.SequenceNr, row.Manifest, row.Content, "event") is { } payload)
        {
            happened = Decode(row.PersistenceId, row.SequenceNr, row.Manifest, payload, track);
        }
        else
        {
            track.Break(row.SequenceNr);
        }

        foreach (IReadModelCheck check in readModels)
        {
            check.Observe(row, happened);
        }
    }

    private async Task CheckEpochsAsync(string? only, CancellationToken cancellationToken)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        string? after = null;
        while (await _inspection.ReadEpochsAsync(after, PageRows, cancellationToken) is { IsEmpty: false } page)
        {
            foreach (EpochRow row in page)
            {
                if (_tracks.TryGetValue(row.PersistenceId, out IdTrack? track))
                {
                    known.Add(row.PersistenceId);
                    track.CheckEpoch(row.Epoch, _problems);
                }
            }

            after = page[^1].PersistenceId;
            if (only is not null && string.CompareOrdinal(after, only) >= 0)
            {
                break;
            }
        }

        foreach (IdTrack track in _tracks.Values.Where(track => !known.Contains(track.PersistenceId)))
        {
            track.CheckEpoch(null, _problems);
        }
    }

    private async Task CheckStatesAsync(CancellationToken cancellationToken)
    {
        StateCheck check = new(_journal, _catalog, _problems);
        long done = 0;
        string[] ids = [.. _tracks.Keys.Union(_snapshots.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (string id in ids)
        {
            IdTrack track = _tracks.GetValueOrDefault(id) ?? new(id);
            IReadOnlyList<long> snapshots = _snapshots.TryGetValue(id, out List<long>? numbers) ? numbers : [];
            StateModel? model = _models.FirstOrDefault(model => model.Owns(id));
            await AttemptAsync(async () =>
            {
                if (track.First > 1 || track.BeginsDeleted)
                {
                    track.CheckBeginning(model, await _journal.DeletedToAsync(id, cancellationToken), _problems);
                }

                await check.RunAsync(track, model, snapshots, cancellationToken);
            });
            done++;
            if (done % 50 == 0 || done == ids.Length)
            {
                _progress?.Report(new("replaying ids", done, ids.Length));
            }
        }
    }

    private byte[]? Unpack(string id, long sequenceNr, string manifest, StoredPayload content, string what)
    {
        if (content.Checksum is { } expected && PayloadCodec.Checksum(id, sequenceNr, manifest, content.Bytes) != expected)
        {
            _problems.Add(JournalProblemKind.Checksum, id, sequenceNr, $"The {what}'s checksum does not match: a byte of its row has changed, or the row was moved.");
            return null;
        }

        try
        {
            return PayloadCodec.Decode(id, sequenceNr, manifest, content);
        }
        catch (StorageException e) when (e.Reason == StorageReason.Corrupt)
        {
            _problems.Add(JournalProblemKind.Packing, id, sequenceNr, $"The {what}'s content (encoding {content.Encoding}) cannot be unpacked.");
            return null;
        }
    }

    private object? Decode(string id, long sequenceNr, string manifest, byte[] payload, IdTrack? track)
    {
        try
        {
            return _catalog.Deserialize(manifest, payload);
        }
        catch (EventSerializationException e)
        {
            _problems.Add(JournalProblemKind.Decoding, id, sequenceNr, e.Message);
            track?.Break(sequenceNr);
            return null;
        }
    }

    private List<long> Snapshots(string id)
    {
        if (!_snapshots.TryGetValue(id, out List<long>? numbers))
        {
            _snapshots.Add(id, numbers = []);
        }

        return numbers;
    }

    // A file that is damaged in one place may still be readable in others: each part is judged for itself.
    private async Task AttemptAsync(Func<Task> part, Action? then = null)
    {
        try
        {
            await part();
            then?.Invoke();
        }
        catch (StorageException e) when (e.Reason is not StorageReason.Closed)
        {
            _problems.Add(JournalProblemKind.Database, null, null, Sentence(e));
        }
    }

    private VerifyReport Result() => new(_tracks.Count, _events, _snapshotCount, _lastOrdering, _problems.ToImmutable(), _problems.Found);

    private void Report(string step, long done) => _progress?.Report(new(step, done, 0));

    private static string Sentence(StorageException e) => e.Message.EndsWith('.') ? e.Message : e.Message + ".";
}
