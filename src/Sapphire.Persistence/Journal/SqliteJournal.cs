using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>The journal and snapshots in one SQLite file: one writer thread with group commit, readers beside it.</summary>
public sealed class SqliteJournal : IJournal
{
    private readonly SqliteJournalOptions _options;
    private readonly CommitSignal _signal = new();
    private readonly JournalWriter _writer;
    private readonly JournalReaders _readers;

    private SqliteJournal(SqliteJournalOptions options, ILogger logger)
    {
        _options = options;
        _writer = new(options, _signal.Publish, logger);
        _readers = new(options);
    }

    /// <inheritdoc/>
    public long LastOrdering => _signal.Last;

    /// <inheritdoc/>
    public int MaxPayloadBytes => _options.MaxPayloadBytes;

    /// <summary>Opens the journal, making or migrating its file.</summary>
    /// <exception cref="StorageException">The file cannot be used; the message says what to do.</exception>
    public static SqliteJournal Open(SqliteJournalOptions options, ILogger<SqliteJournal>? logger = null) =>
        new(options, logger ?? NullLogger<SqliteJournal>.Instance);

    /// <inheritdoc/>
    public Task<long> RaiseEpochAsync(string persistenceId)
    {
        CheckId(persistenceId);
        return _writer.Submit(session => session.RaiseEpoch(persistenceId), 1, persistenceId.Length, needsSavepoint: false);
    }

    /// <inheritdoc/>
    public Task<long> WriteAsync(AtomicWrite write)
    {
        CheckId(write.PersistenceId);
        if (write.Events.IsDefaultOrEmpty)
        {
            throw new ArgumentException("An atomic write needs at least one event.", nameof(write));
        }

        long bytes = 0;
        bool tags = false;
        StoredPayload[] payloads = new StoredPayload[write.Events.Length];
        for (int i = 0; i < payloads.Length; i++)
        {
            JournalEntry entry = write.Events[i];
            if (TooLarge(entry.Payload, $"Event {entry.SequenceNr} of '{write.PersistenceId}'") is { } error)
            {
                return Task.FromException<long>(error);
            }

            payloads[i] = PayloadCodec.Encode(write.PersistenceId, entry.SequenceNr, entry.Manifest, entry.Payload);
            bytes += payloads[i].Bytes.Length;
            tags |= !entry.Tags.IsDefaultOrEmpty;
        }

        return _writer.Submit(session => session.Insert(write, payloads), payloads.Length, bytes, needsSavepoint: tags || payloads.Length > 1);
    }

    /// <inheritdoc/>
    public Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr)
    {
        CheckId(persistenceId);
        return _writer.Submit(
            session =>
            {
                session.DeleteEvents(persistenceId, epoch, toSequenceNr);
                return true;
            },
            1,
            0,
            needsSavepoint: true);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.Read(persistenceId, fromSequenceNr, toSequenceNr, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadAll(afterOrdering, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadTag(tag, afterOrdering, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadPersistenceIds(after, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.HighestSequenceNr(persistenceId), cancellationToken);

    /// <inheritdoc/>
    public Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default) =>
        _signal.WaitAfterAsync(ordering, cancellationToken);

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch)
    {
        CheckId(snapshot.PersistenceId);
        if (TooLarge(snapshot.Payload, $"The snapshot of '{snapshot.PersistenceId}'") is { } error)
        {
            return Task.FromException(error);
        }

        StoredPayload payload = PayloadCodec.Encode(snapshot.PersistenceId, snapshot.SequenceNr, snapshot.Manifest, snapshot.Payload);
        return _writer.Submit(
            session =>
            {
                session.SaveSnapshot(snapshot, payload, epoch);
                return true;
            },
            1,
            payload.Bytes.Length,
            needsSavepoint: false);
    }

    /// <inheritdoc/>
    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.LoadSnapshot(persistenceId, criteria), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria)
    {
        CheckId(persistenceId);
        return _writer.Submit(
            session =>
            {
                session.DeleteSnapshots(persistenceId, epoch, criteria);
                return true;
            },
            1,
            0,
            needsSavepoint: false);
    }

    /// <summary>Commits what waits, ends the reads and closes the file; later calls fail with <see cref="StorageReason.Closed"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        // Readers first: the last connection to close moves the WAL into the database.
        await _readers.DisposeAsync();
        await _writer.DisposeAsync();
    }

    private StorageException? TooLarge(byte[] payload, string what) =>
        payload.Length <= _options.MaxPayloadBytes
            ? null
            : new(StorageReason.TooLarge, $"{what} has {payload.Length} bytes; at most {_options.MaxPayloadBytes} are stored. Put large content into a file and store its name.");

    // 255 characters, as in Akka.Persistence.Sql, so that every database can hold it.
    private static void CheckId(string persistenceId)
    {
        if (string.IsNullOrEmpty(persistenceId) || persistenceId.Length > 255)
        {
            throw new ArgumentException($"A persistence id has 1 to 255 characters; this one has {persistenceId?.Length ?? 0}.", nameof(persistenceId));
        }
    }
}
