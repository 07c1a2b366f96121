using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// The one thread that writes. Group commit without a timer: a batch is whatever queued while the last commit synced, so a lone
/// writer waits for nobody and a crowd shares its syncs.
///
///   take batch ─► BEGIN IMMEDIATE ─► for each request: [SAVEPOINT] run [RELEASE] ─► COMMIT ─► complete the tasks
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
    private readonly Action<long> _committed;
    private readonly Guid _writerUuid = Guid.CreateVersion7();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalSession? _session;
    private StorageException? _moved;
    private long _pagesAtCheckpoint;
    private long _committedOrdering;

    /// <summary>Opens the file and starts the thread.</summary>
    /// <exception cref="StorageException">The file cannot be used.</exception>
    public JournalWriter(SqliteJournalOptions options, Action<long> committed, ILogger logger)
    {
        _options = options;
        _committed = committed;
        _logger = logger;
        _queue = new(options);
        _session = new(options, _writerUuid, logger);
        _committedOrdering = _session.LastOrdering;
        committed(_committedOrdering);
        _checkpointer = new(options, _gate, () => Volatile.Read(ref _committedOrdering), logger);
        new Thread(Run) { Name = "journal-writer", IsBackground = true }.Start();
    }

    /// <summary>Queues a request; its task completes after the commit.</summary>
    public Task<T> Submit<T>(Func<JournalSession, T> execute, int rows, long bytes, bool needsSavepoint)
    {
        WriteRequest<T> request = new(execute, rows, bytes, needsSavepoint);
        try
        {
            _queue.Add(request);
        }
        catch (StorageException e)
        {
            return Task.FromException<T>(e);
        }

        return request.Task;
    }

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
            try
            {
                // One more try without a write that took the whole transaction with it.
                if (Transact(batch, out _) is { Count: > 0 } rest && Transact(rest, out StorageException? cause) is { Count: > 0 } lost)
                {
                    Fail(lost, cause!);
                }
            }
            finally
            {
                _gate.ExitWrite();
            }

            batch.Clear();
            RequestCheckpoint();
        }

        _checkpointer.Dispose();
        Drop();
        _stopped.TrySetResult();
    }

    /// <summary>Runs a batch in one transaction and tells the callers, except those it returns: their transaction was lost through another's fault.</summary>
    private List<WriteRequest> Transact(List<WriteRequest> batch, out StorageException? cause)
    {
        cause = null;
        if (_moved is { } moved)
        {
            // Whatever is at its path now must not be mixed with the WAL of the file that was there.
            Fail(batch, moved);
            return [];
        }

        List<WriteRequest> done = new(batch.Count);
        HashSet<WriteRequest> told = [];
        long ordering;
        try
        {
            JournalSession session = _session ??= new(_options, _writerUuid, _logger);
            session.Begin();
            foreach (WriteRequest request in batch)
            {
                StorageException? error = Execute(session, request);
                if (error is null)
                {
                    done.Add(request);
                    continue;
                }

                told.Add(request);
                request.Fail(error);
                if (!session.InTransaction)
                {
                    cause = error;
                    return batch.FindAll(other => !told.Contains(other));
                }
            }

            session.Commit(_checkpointer.Checkpointed);
            ordering = session.LastOrdering;
            Volatile.Write(ref _committedOrdering, ordering);
        }
        catch (Exception e)
        {
            StorageException error = AsStorageException(e);
            _logger.CommitFailed(batch.Count, _options.Path, error);
            _moved = _session is { WasMoved: true } ? error : null;
            RollBack(error);
            Fail(batch.FindAll(request => !told.Contains(request)), error);
            return [];
        }

        _committed(ordering);
        foreach (WriteRequest request in done)
        {
            request.Complete();
        }

        return [];
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

    private static void Fail(List<WriteRequest> requests, StorageException error)
    {
        foreach (WriteRequest request in requests)
        {
            request.Fail(error);
        }
    }
}
