using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// The journal and snapshots in one SQLite file: one writer thread with group commit, readers beside it. Other programs may have the
/// same file open: their events are seen, and their owners respected.
/// </summary>
public sealed partial class SqliteJournal : IJournal, IJournalInspection
{
    private readonly SqliteJournalOptions _options;
    private readonly CommitSignal _signal = new();
    private readonly CommitWatcher _watcher;
    private readonly JournalReaders _readers;
    private readonly JournalWriter? _writer;
    private readonly JournalGauges? _gauges;

    private SqliteJournal(SqliteJournalOptions options, bool readOnly, ILogger logger)
    {
        _options = options;
        _readers = new(options);
        if (readOnly)
        {
            using JournalReader reader = new(options);
            _signal.Publish(reader.LastOrdering());
        }
        else
        {
            _writer = new(options, _signal, logger);
            _gauges = new JournalGauges().Files(options.Path).Queue(() => _writer.Queued.Rows, () => _writer.Queued.Bytes);
        }

        _watcher = new(options, _signal, logger);
    }

    /// <inheritdoc/>
    public long LastOrdering => _signal.Last;

    /// <inheritdoc/>
    public int MaxPayloadBytes => _options.MaxPayloadBytes;

    /// <inheritdoc/>
    public string Description => $"{SqliteLibrary.Description}, {_options.Path}";

    /// <summary>Opens the journal, making or migrating its file.</summary>
    /// <exception cref="StorageException">The file cannot be used; the message says what to do.</exception>
    public static SqliteJournal Open(SqliteJournalOptions options, ILogger<SqliteJournal>? logger = null) =>
        new(options, readOnly: false, logger ?? NullLogger<SqliteJournal>.Instance);

    /// <summary>
    /// Opens an existing journal for reading, also beside a running program, which it never holds up; it sees what that one commits.
    /// Writes are refused, and the file is left as it is.
    /// </summary>
    /// <exception cref="StorageException">OlderVersion: its schema is not the present one, and is not migrated here. Io: there is no such file.</exception>
    public static SqliteJournal OpenReadOnly(SqliteJournalOptions options, ILogger<SqliteJournal>? logger = null) =>
        new(options, readOnly: true, logger ?? NullLogger<SqliteJournal>.Instance);

    /// <inheritdoc/>
    public Task<long> RaiseEpochAsync(string persistenceId)
    {
        JournalRules.CheckId(persistenceId);
        return Submit(new EpochRequest(persistenceId));
    }

    /// <inheritdoc/>
    public Task<long> WriteAsync(AtomicWrite write)
    {
        JournalRules.Check(write);
        long bytes = 0;
        bool tagged = false;
        StoredPayload[] payloads = new StoredPayload[write.Events.Length];
        for (int i = 0; i < payloads.Length; i++)
        {
            JournalEntry entry = write.Events[i];
            if (JournalRules.TooLargeEvent(write.PersistenceId, entry, _options.MaxPayloadBytes) is { } error)
            {
                return Task.FromException<long>(error);
            }

            // On the caller's thread: the writer only copies bytes.
            payloads[i] = PayloadCodec.Encode(write.PersistenceId, entry.SequenceNr, entry.Manifest, entry.Payload);
            bytes += payloads[i].Bytes.Length;
            tagged |= !entry.Tags.IsDefaultOrEmpty;
        }

        return Submit(new EventsRequest(write, payloads, bytes, tagged));
    }

    /// <inheritdoc/>
    public Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr)
    {
        JournalRules.CheckId(persistenceId);
        return Submit(new EventDeletionRequest(persistenceId, epoch, toSequenceNr));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.Read(persistenceId, fromSequenceNr, toSequenceNr, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => Noted(reader.ReadAll(afterOrdering, limit)), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => Noted(reader.ReadTag(tag, afterOrdering, limit)), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadPersistenceIds(after, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.HighestSequenceNr(persistenceId), cancellationToken);

    /// <inheritdoc/>
    public Task<long> DeletedToAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.DeletedTo(persistenceId), cancellationToken);

    /// <inheritdoc/>
    public Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default) =>
        _signal.WaitAfterAsync(ordering, cancellationToken);

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch)
    {
        JournalRules.CheckId(snapshot.PersistenceId);
        return JournalRules.TooLargeSnapshot(snapshot, _options.MaxSnapshotBytes) is { } error
            ? Task.FromException(error)
            : Submit(new SnapshotRequest(snapshot, PayloadCodec.Encode(snapshot.PersistenceId, snapshot.SequenceNr, snapshot.Manifest, snapshot.Payload), epoch));
    }

    /// <inheritdoc/>
    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.LoadSnapshot(persistenceId, criteria), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria)
    {
        JournalRules.CheckId(persistenceId);
        return Submit(new SnapshotDeletionRequest(persistenceId, epoch, criteria));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredEvent>> ReadStoredAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadStored(afterOrdering, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredSnapshot>> ReadStoredSnapshotsAsync(string? afterPersistenceId, long afterSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadStoredSnapshots(afterPersistenceId, afterSequenceNr, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<EpochRow>> ReadEpochsAsync(string? after, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadEpochs(after, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> CheckIntegrityAsync(CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.CheckIntegrity(cancellationToken), cancellationToken);

    /// <summary>Commits what waits, ends the reads and closes the file; later calls fail with <see cref="StorageReason.Closed"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _gauges?.Dispose();

        // Readers first: the last connection to close moves the WAL into the database.
        await _watcher.DisposeAsync();
        await _readers.DisposeAsync();
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        _signal.Close();
    }

    private Task<long> Submit(WriteRequest request) =>
        _writer?.Submit(request)
        ?? Task.FromException<long>(new StorageException(StorageReason.ReadOnly, $"{_options.Path} was opened for reading only. Stop what opened it so, and open it for writing."));

    // What was read is known: it may be another program's.
    private ImmutableArray<JournalRow> Noted(ImmutableArray<JournalRow> rows)
    {
        if (!rows.IsEmpty)
        {
            _signal.Publish(rows[^1].Ordering);
        }

        return rows;
    }
}
