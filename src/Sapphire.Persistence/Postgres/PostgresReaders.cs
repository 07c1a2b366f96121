using Npgsql;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>A few connections for all who read. A read whose connection breaks is done again, as long as the outage may last.</summary>
internal sealed class PostgresReaders : IAsyncDisposable
{
    private readonly PostgresTarget _target;
    private readonly TimeProvider _time;
    private readonly int _count;
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _permits;
    private readonly PostgresOutage _outage;
    private readonly CancellationTokenSource _closed = new();

    public PostgresReaders(PostgresJournalOptions options, PostgresTarget target, TimeProvider time)
    {
        _target = target;
        _time = time;
        _count = options.MaxReaders;
        _source = NpgsqlDataSource.Create(target.Pooled);
        _permits = new(_count, _count);
        _outage = new(options.OutageLimit, time);
    }

    /// <summary>Reads over a connection of the pool.</summary>
    /// <exception cref="StorageException">Reading failed, or the journal is closed.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                if (_closed.IsCancellationRequested)
                {
                    throw JournalRules.Closed();
                }

                (bool done, T result) = await TryAsync(read, cancellationToken);
                if (done)
                {
                    return result;
                }
            }
        }
        finally
        {
            _permits.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        await _closed.CancelAsync();
        for (int i = 0; i < _count; i++)
        {
            await _permits.WaitAsync();
        }

        await _source.DisposeAsync();

        // Whoever still waits for a permit learns that the journal is closed.
        _permits.Release(_count);
    }

    private async Task<(bool Done, T Result)> TryAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
            T result = await read(connection, cancellationToken);
            _outage.End();
            return (true, result);
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (Exception e) when (e is not StorageException)
        {
            if (!PostgresErrors.IsConnectionLost(e) || _outage.Failed() is not { } pause)
            {
                throw PostgresErrors.Translate(e, _target.Name);
            }

            // The others of the pool are to the same server, and as dead.
            _source.Clear();
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
            try
            {
                await Task.Delay(pause, _time, either.Token);
            }
            catch (OperationCanceledException) when (_closed.IsCancellationRequested)
            {
                throw JournalRules.Closed();
            }

            return (false, default!);
        }
    }
}
