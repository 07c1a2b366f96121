using Microsoft.Extensions.Logging;
using Npgsql;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>
/// The one thread that writes, over one connection. Group commit without a timer: a batch is what queued while the last commit was
/// under way. A batch is one statement and one round trip.
///
///   take batch ─► statement, which is the transaction ─► complete the tasks
///      ▲               │ some are refused (fenced, a gap): nothing is stored; they are told, the others run again without them
///      │               │ the server refuses a value: each runs alone, so that only the bad one fails
///      │               │ the connection breaks: the outcome is unknown
///      │               ▼
///      │          connect again under a new name, which makes the server refuse whatever the old connection still has under way
///      │               │ the rows are there: it was stored, tell so      │ they are not: run it again
///      │               │ no connection within the limit: fail (Io)       │
///      └───────────────┴──────────────────────────────────────────────────┘
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private readonly PostgresJournalOptions _options;
    private readonly PostgresTarget _target;
    private readonly ILogger _logger;
    private readonly PostgresQueue _queue;
    private readonly PostgresOutage _outage;
    private readonly Action<long> _committed;
    private readonly ManualResetEventSlim _closing = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PostgresSession? _session;

    // The name of the last connection that was open: the next one takes its place.
    private string? _before;

    // The name of the connection that broke with the present batch under way.
    private string? _unknown;
    private StorageException? _lastError;

    /// <summary>Connects, makes or migrates the tables, and starts the thread.</summary>
    /// <exception cref="StorageException">The server or the database cannot be used.</exception>
    public PostgresWriter(PostgresJournalOptions options, PostgresTarget target, Action<long> committed, TimeProvider time, ILogger logger)
    {
        _options = options;
        _target = target;
        _committed = committed;
        _logger = logger;
        _queue = new(options, target.Name, time);
        _outage = new(options.OutageLimit, time);
        try
        {
            OpenAtStart();
        }
        catch (Exception e) when (e is not StorageException)
        {
            throw PostgresErrors.Translate(e, target.Name);
        }

        new Thread(Run) { Name = "journal-writer", IsBackground = true }.Start();
    }

    /// <summary>Queues a request; its task completes after the commit.</summary>
    public Task<long> Submit(PostgresRequest request)
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

    /// <summary>Refuses further requests, commits those that wait, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        _closing.Set();
        await _stopped.Task;
    }

    private void OpenAtStart()
    {
        while (true)
        {
            try
            {
                _session = PostgresSession.Open(_target, _options, null);
                _before = _session.Writer;
                _committed(_session.LastOrdering);
                _outage.End();
                return;
            }
            catch (PostgresException e) when ((e.SqlState is "57P01" or "57P03" || PostgresErrors.IsTransient(e)) && _outage.Failed() is { } pause)
            {
                // It starts up itself, as at boot; or another program makes the tables just now, and holds the lock meanwhile;
                // or this one held it, was so slow that it looked idle, and was ended for it.
                if (e.SqlState == "55P03")
                {
                    EndIdleHolders();
                }

                _closing.Wait(pause);
            }
            catch (NpgsqlException e) when (e.InnerException is TimeoutException && _outage.Failed() is { } pause)
            {
                // It is there and does not answer yet: a loaded machine, a network that has just come up. One that refuses is told at once.
                _closing.Wait(pause);
            }
        }
    }

    private void Run()
    {
        List<PostgresRequest> batch = [];
        while (_queue.Take(batch))
        {
            Process(batch);
            batch.Clear();
        }

        EndSession();
        _stopped.TrySetResult();
    }

    private void Process(List<PostgresRequest> batch)
    {
        List<PostgresRequest> rest = [.. batch];
        while (rest.Count > 0)
        {
            try
            {
                rest = Step(rest);
            }
            catch (Exception e)
            {
                rest = Handle(rest, e);
            }
        }

        _unknown = null;
        if (_session is not null)
        {
            // Not when a connection is there, but when work got done over it: a server may also crash over and over.
            _outage.End();
        }
    }

    /// <summary>One step further with a batch; returns what is left of it.</summary>
    private List<PostgresRequest> Step(List<PostgresRequest> batch)
    {
        if (_session is null && !_outage.MayTry() && _lastError is { } known)
        {
            Fail(batch, known);
            return [];
        }

        PostgresSession session = _session ?? Connect();
        if (_unknown is { } writer)
        {
            batch = PostgresExecution.Settle(session, writer, batch, _logger);
            _unknown = null;
        }

        return batch.Count == 0 ? batch : PostgresExecution.Run(session, batch, _committed);
    }

    private PostgresSession Connect()
    {
        _session = PostgresSession.Open(_target, _options, _before);
        _before = _session.Writer;
        _committed(_session.LastOrdering);
        _logger.Reconnected(_target.Name);
        return _session;
    }

    /// <summary>After a failure; returns what is to be tried again.</summary>
    private List<PostgresRequest> Handle(List<PostgresRequest> batch, Exception e)
    {
        bool connecting = _session is null;
        if (connecting || PostgresErrors.IsConnectionLost(e))
        {
            return Lost(batch, e, connecting);
        }

        if (PostgresErrors.IsTransient(e) && _outage.Failed() is { } pause)
        {
            // 55P03: the lock was not to be had. Who holds it without doing anything is ended.
            if (e is PostgresException { SqlState: "55P03" })
            {
                EndIdleHolders();
            }

            _closing.Wait(pause);
            return batch;
        }

        if (PostgresErrors.IsOfTheData(e) && batch.Count > 1)
        {
            foreach (PostgresRequest request in batch)
            {
                Process([request]);
            }

            return [];
        }

        StorageException error = PostgresErrors.Translate(e, _target.Name);
        _logger.CommitFailed(batch.Count, _target.Name, error);
        if (error.Reason is StorageReason.Io or StorageReason.ReadOnly or StorageReason.Corrupt)
        {
            Drop();
        }

        Fail(batch, error);
        return [];
    }

    private List<PostgresRequest> Lost(List<PostgresRequest> batch, Exception e, bool connecting)
    {
        if (!connecting)
        {
            _logger.ConnectionLost(_target.Name, e);

            // An outcome that was unknown before belongs to an older connection, and stays so until it is settled.
            _unknown ??= _before;
            Drop();
        }

        if (!_closing.IsSet && _outage.Failed() is { } pause)
        {
            _closing.Wait(pause);
            return batch;
        }

        _lastError = PostgresErrors.Translate(e, _target.Name);
        _logger.CommitFailed(batch.Count, _target.Name, _lastError);
        Fail(batch, _unknown is null || batch[0] is not AppendRequest
            ? _lastError
            : new(StorageReason.Io, $"{_lastError.Message} Whether these events are stored is not known; recover the id before writing again.", _lastError));

        // Whoever waits behind them has waited long enough too.
        List<PostgresRequest> waiting = [];
        _queue.TakeAll(waiting);
        Fail(waiting, _lastError);
        return [];
    }

    private void EndIdleHolders()
    {
        try
        {
            if (PostgresSession.EndIdleHolders(_target, _options) is > 0 and int count)
            {
                _logger.IdleHoldersEnded(count, _target.Name);
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // The lock is asked for again, and this with it.
            _logger.ConnectionLost(_target.Name, e);
        }
    }

    private void EndSession()
    {
        try
        {
            _session?.End(_options.Schema);
        }
        catch (Exception e) when (PostgresErrors.IsConnectionLost(e) || e is PostgresException)
        {
            // The name stays among the writers and is removed some day; nobody uses it.
            _logger.ConnectionLost(_target.Name, e);
        }

        Drop();
    }

    private void Drop()
    {
        _session?.Dispose();
        _session = null;
    }

    private static void Fail(List<PostgresRequest> requests, StorageException error)
    {
        foreach (PostgresRequest request in requests)
        {
            request.Fail(error);
        }
    }
}
