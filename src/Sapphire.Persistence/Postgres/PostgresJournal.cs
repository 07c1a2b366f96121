using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>
/// The journal and snapshots in a PostgreSQL database, which several programs may share: one writer connection with group commit, a
/// pool of readers, and a connection that listens for the commits of the others.
/// </summary>
public sealed class PostgresJournal : IJournal, IJournalInspection, IJournalMaintenance
{
    private readonly PostgresJournalOptions _options;
    private readonly CommitSignal _signal = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly PostgresWriter? _writer;
    private readonly PostgresReaders _readers;
    private readonly PostgresListener _listener;
    private readonly PostgresReader _reader;
    private readonly PostgresInspector _inspector;

    private PostgresJournal(PostgresJournalOptions options, bool readOnly, TimeProvider time, ILogger logger)
    {
        _options = options;
        PostgresTarget target = new(options);
        Description = $"PostgreSQL, {target.Name}, schema {options.Schema}";
        _reader = new(target.Schema);
        _inspector = new(target.Schema);
        if (readOnly)
        {
            _signal.Publish(PostgresMigrations.LastOrderingOfPresent(options.Schema, target));
        }
        else
        {
            _writer = new(options, target, _signal.Publish, time, logger);
        }

        _readers = new(options, target, time);
        _listener = new(options, target, announced: !readOnly, _signal.Publish, time, logger);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long LastOrdering => _signal.Last;

    /// <inheritdoc/>
    public int MaxPayloadBytes => _options.MaxPayloadBytes;

    /// <summary>Connects, and makes or migrates the tables. Blocks meanwhile: call it while a program starts.</summary>
    /// <exception cref="StorageException">The server or the database cannot be used; the message says what to do, and never holds the password.</exception>
    public static PostgresJournal Open(PostgresJournalOptions options, ILogger<PostgresJournal>? logger = null, TimeProvider? time = null) =>
        new(options, readOnly: false, time ?? TimeProvider.System, logger ?? NullLogger<PostgresJournal>.Instance);

    /// <summary>
    /// Connects for reading only, beside the programs that write: nothing is made or changed, writes are refused, and new events are
    /// looked for a few times a second. Blocks meanwhile.
    /// </summary>
    /// <exception cref="StorageException">Io: there is no journal, or the server cannot be reached. OlderVersion: its tables are not the present ones, and are not migrated here.</exception>
    public static PostgresJournal OpenReadOnly(PostgresJournalOptions options, ILogger<PostgresJournal>? logger = null, TimeProvider? time = null) =>
        new(options, readOnly: true, time ?? TimeProvider.System, logger ?? NullLogger<PostgresJournal>.Instance);

    /// <inheritdoc/>
    public Task<long> RaiseEpochAsync(string persistenceId)
    {
        CheckId(persistenceId);
        return Submit(new EpochRequest(persistenceId));
    }

    /// <inheritdoc/>
    public Task<long> WriteAsync(AtomicWrite write) => Submit(write, static (w, payloads, bytes) => new AppendRequest(w, payloads, bytes));

    /// <inheritdoc/>
    public Task<long> ReplaceAsync(AtomicWrite write) => Submit(write, static (w, payloads, bytes) => new ReplaceRequest(w, payloads, bytes));

    /// <inheritdoc/>
    public Task<JournalSize> ReadSizeAsync(CancellationToken cancellationToken = default) => _readers.RunAsync(_inspector.ReadSizeAsync, cancellationToken);

    private Task<long> Submit(AtomicWrite write, Func<AtomicWrite, StoredPayload[], long, AppendRequest> request)
    {
        JournalRules.Check(write);
        CheckText(write.PersistenceId, "persistence id");
        if (NeverGiven(write.PersistenceId, write.Epoch) is { } fenced)
        {
            return Task.FromException<long>(fenced);
        }

        long bytes = 0;
        StoredPayload[] payloads = new StoredPayload[write.Events.Length];
        for (int i = 0; i < payloads.Length; i++)
        {
            JournalEntry entry = write.Events[i];
            if (Refusal(write, i) is { } error)
            {
                return Task.FromException<long>(error);
            }

            payloads[i] = PayloadCodec.Encode(write.PersistenceId, entry.SequenceNr, entry.Manifest, entry.Payload);
            bytes += payloads[i].Bytes.Length;
        }

        return Submit(request(write, payloads, bytes));
    }

    /// <inheritdoc/>
    public Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr)
    {
        CheckId(persistenceId);
        return NeverGiven(persistenceId, epoch) is { } error ? Task.FromException(error) : Submit(new DeleteEventsRequest(persistenceId, epoch, toSequenceNr));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _reader.ReadAsync(connection, persistenceId, fromSequenceNr, toSequenceNr, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _reader.ReadAllAsync(connection, afterOrdering, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _reader.ReadTagAsync(connection, tag, afterOrdering, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _reader.ReadPersistenceIdsAsync(connection, after, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _reader.HighestSequenceNrAsync(connection, persistenceId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<long> DeletedToAsync(string persistenceId, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _reader.DeletedToAsync(connection, persistenceId, token), cancellationToken);

    /// <inheritdoc/>
    public async Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            await _signal.WaitAfterAsync(ordering, either.Token);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw JournalRules.Closed();
        }
    }

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch)
    {
        CheckId(snapshot.PersistenceId);
        CheckText(snapshot.Manifest, "manifest");
        if ((NeverGiven(snapshot.PersistenceId, epoch) ?? JournalRules.TooLargeSnapshot(snapshot, _options.MaxSnapshotBytes)) is { } error)
        {
            return Task.FromException(error);
        }

        StoredPayload payload = PayloadCodec.Encode(snapshot.PersistenceId, snapshot.SequenceNr, snapshot.Manifest, snapshot.Payload);
        return Submit(new SnapshotRequest(snapshot, payload, epoch));
    }

    /// <inheritdoc/>
    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _reader.LoadSnapshotAsync(connection, persistenceId, criteria, token), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria)
    {
        CheckId(persistenceId);
        return NeverGiven(persistenceId, epoch) is { } error ? Task.FromException(error) : Submit(new DeleteSnapshotsRequest(persistenceId, epoch, criteria));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredEvent>> ReadStoredAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _inspector.ReadStoredAsync(connection, afterOrdering, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredSnapshot>> ReadStoredSnapshotsAsync(string? afterPersistenceId, long afterSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _inspector.ReadStoredSnapshotsAsync(connection, afterPersistenceId, afterSequenceNr, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<EpochRow>> ReadEpochsAsync(string? after, int limit, CancellationToken cancellationToken = default) =>
        _readers.RunAsync((connection, token) => _inspector.ReadEpochsAsync(connection, after, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> CheckIntegrityAsync(CancellationToken cancellationToken = default) =>
        _readers.RunAsync(_inspector.CheckIntegrityAsync, cancellationToken);

    /// <summary>Commits what waits, ends the reads and closes the connections; later calls fail with <see cref="StorageReason.Closed"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        await _readers.DisposeAsync();
        await _closed.CancelAsync();
    }

    private Task<long> Submit(PostgresRequest request) =>
        _writer?.Submit(request)
        ?? Task.FromException<long>(new StorageException(StorageReason.ReadOnly, $"{Description} was opened for reading only. Stop what opened it so, and open it for writing."));

    // What the server would refuse, and with it all writes of the same commit, is refused here.
    private StorageException? Refusal(AtomicWrite write, int index)
    {
        JournalEntry entry = write.Events[index];
        CheckText(entry.Manifest, "manifest");
        if (!entry.Tags.IsDefaultOrEmpty)
        {
            foreach (string tag in entry.Tags)
            {
                CheckText(tag, "tag");
            }
        }

        long expected = index == 0 ? Math.Max(1, entry.SequenceNr) : write.Events[index - 1].SequenceNr + 1;
        return entry.SequenceNr != expected
            ? JournalRules.Conflict(write.PersistenceId, entry.SequenceNr, expected)
            : JournalRules.TooLargeEvent(write.PersistenceId, entry, _options.MaxPayloadBytes);
    }

    // An epoch that was never given. The server takes an id without an owner for one of epoch 0.
    private static StorageException? NeverGiven(string persistenceId, long epoch) => epoch < 1 ? JournalRules.Fenced(persistenceId, epoch, 0) : null;

    private static void CheckId(string persistenceId)
    {
        JournalRules.CheckId(persistenceId);
        CheckText(persistenceId, "persistence id");
    }

    private static void CheckText(string text, string what)
    {
        if (text is null || text.Length > 500 || text.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(text))
        {
            throw new ArgumentException($"This {what} cannot be stored: at most 500 characters, no U+0000, and no half of a surrogate pair.", nameof(text));
        }
    }

    private static bool IsWellFormed(string text)
    {
        if (Ascii.IsValid(text))
        {
            return true;
        }

        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }
}
