using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// The one thread that writes. Group commit without a timer: a batch is whatever queued while the last commit synced, so a lone
/// writer waits for nobody and a crowd shares its syncs.
///
///   take batch ─► BEGIN IMMEDIATE ─► for each request: [SAVEPOINT] run [RELEASE] ─► COMMIT ─► tell the callers, beside the next batch
///                       │                        │ it fails: ROLLBACK TO, only it is told
///                       │                        │ SQLite dropped the transaction: the others run once more without it
///                       └────────────────────────┴─► the commit fails: all of the batch are told
/// </summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    private readonly SqliteJournalOptions _options;
    private readonly ILogger _logger;
    private readonly WriteQueue _queue;
    private readonly WalGate _gate = new();
    private readonly WalCheckpointer _checkpointer;
    private readonly CommitSignal _signal;
    private readonly Guid _writerUuid = Guid.CreateVersion7();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalSession? _session;
    private StorageException? _moved;
    private long _pagesAtCheckpoint;
    private long _committedOrdering;

    /// <summary>Opens the file and starts the thread.</summary>
    /// <exception cref="StorageException">The file cannot be used.</exception>
    public JournalWriter(SqliteJournalOptions options, CommitSignal signal, ILogger logger)
    {
        _options = options;
        _signal = signal;
        _logger = logger;
        _queue = new(options);
        _session = new(options, _writerUuid, logger);
        _committedOrdering = _session.LastOrdering;
        signal.Publish(_committedOrdering);
        _checkpointer = new(options, _gate, () => Volatile.Read(ref _committedOrdering), logger);
        new Thread(Run) { Name = "journal-writer", IsBackground = true }.Start();
    }

    /// <summary>Queues a request; its task completes after the commit.</summary>
    public Task<long> Submit(WriteRequest request)
    {
        try
        {
            _queue.Add(request);
        }
        catch (StorageException e)
        {
            return Task.FromException<long>(e);
        }

        return request.Task;
    }

    /// <summary>Rows and payload bytes that wait for a commit.</summary>
    public (long Rows, long Bytes) Queued => _queue.Size;

    /// <summary>Refuses further requests, commits those that wait, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _stopped.Task;
    }

    private void Run()
    {
        List<WriteRequest> batch = [];
        while (_queue.Take(batch))
        {
            _gate.EnterWrite();
            long started = Stopwatch.GetTimestamp();
            StorageException? lost;
            try
            {
                // A write that took the whole transaction with it is refused; one more try for the others.
                lost = Transact(batch, out bool again);
                if (again)
                {
                    lost = Transact(batch, out _);
                }
            }
            finally
            {
                _gate.ExitWrite();
            }

            PersistenceMetrics.Committed(batch, lost, started);
            ThreadPool.UnsafeQueueUserWorkItem(new CommittedBatch(batch, lost, _signal), preferLocal: false);
            batch = new(batch.Count);
            RequestCheckpoint();
        }

        _checkpointer.Dispose();
        _session?.Close();
        _stopped.TrySetResult();
    }

    /// <summary>Runs a batch in one transaction, except what was refused before.</summary>
    /// <param name="batch">The batch; whoever is refused has its error set.</param>
    /// <param name="again">Whether the transaction was lost through the fault of one, and the others may be tried without it.</param>
    /// <returns>Why the whole was lost; null when it is committed.</returns>
    private StorageException? Transact(List<WriteRequest> batch, out bool again)
    {
        again = false;
        if (_moved is { } moved)
        {
            // Whatever is at its path now must not be mixed with the WAL of the file that was there.
            return moved;
        }

        try
        {
            JournalSession session = _session ??= new(_options, _writerUuid, _logger);
            if (_checkpointer.TakeEmptied())
            {
                session.WalEmptied();
            }

            session.Begin();
            foreach (WriteRequest request in batch)
            {
                if (request.Error is not null)
                {
                    continue;
                }

                request.Error = Execute(session, request);
                if (request.Error is { } error && !session.InTransaction)
                {
                    session.Rollback();
                    again = true;
                    return error;
                }
            }

            session.Commit(_checkpointer.Checkpointed);
            Volatile.Write(ref _committedOrdering, session.LastOrdering);
            _signal.Advance(session.LastOrdering);
            _options.Committed?.Invoke(batch.Count);
            return null;
        }
        catch (Exception e)
        {
            StorageException error = AsStorageException(e);
            _logger.CommitFailed(batch.Count, _options.Path, error);
            _moved = _session is { WasMoved: true } ? error : null;
            RollBack(error);
            return error;
        }
    }

    private StorageException? Execute(JournalSession session, WriteRequest request)
    {
        if (request.NeedsSavepoint)
        {
            session.Savepoint();
        }

        try
        {
            request.Execute(session);
        }
        catch (Exception e)
        {
            session.Forget(request.PersistenceId);
            if (request.NeedsSavepoint && session.InTransaction)
            {
                session.RollbackToSavepoint();
            }

            return AsStorageException(e);
        }

        if (request.NeedsSavepoint)
        {
            session.Release();
        }

        return null;
    }

    private StorageException AsStorageException(Exception e) =>
        e as StorageException
        ?? new StorageException(StorageReason.Io, $"Writing {_options.Path} failed unexpectedly: {e.Message} This is a fault of the program; please report it.", e);

    // A connection that met a bad disk is not trusted again; any other goes on with the next batch.
    private void RollBack(StorageException error)
    {
        try
        {
            _session?.Rollback();
        }
        catch (StorageException)
        {
            Drop();
        }

        if (error.Reason is StorageReason.Io or StorageReason.Corrupt)
        {
            Drop();
        }
    }

    private void Drop()
    {
        _session?.Dispose();
        _session = null;
        _pagesAtCheckpoint = 0;
    }

    private void RequestCheckpoint()
    {
        if (_session is { } session && (session.PagesWritten - _pagesAtCheckpoint) * session.PageSize >= _options.CheckpointBytes)
        {
            _pagesAtCheckpoint = session.PagesWritten;
            _checkpointer.Request();

            // Writes outran the copying: let it catch up. A reader that holds the WAL ends the attempt, so this wait is short.
            if (new FileInfo(_options.Path + "-wal") is { Exists: true } wal && wal.Length > 2 * _options.MaxWalBytes)
            {
                _checkpointer.WaitUntilIdle(TimeSpan.FromSeconds(30));
            }
        }
    }
}
