using System.Collections.Concurrent;

namespace Sapphire.Persistence.Journal;

/// <summary>A few readers for all: SQLite reads block a thread, and a storm of recoveries must leave the thread pool to others.</summary>
internal sealed class JournalReaders(SqliteJournalOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _permits = new(options.MaxReaders, options.MaxReaders);
    private readonly ConcurrentBag<JournalReader> _idle = [];
    private volatile bool _closed;

    public async Task<T> RunAsync<T>(Func<JournalReader, T> read, CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken);
        try
        {
            return _closed
                ? throw JournalRules.Closed()
                : await Task.Run(() => Run(read), cancellationToken);
        }
        finally
        {
            _permits.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        for (int i = 0; i < options.MaxReaders; i++)
        {
            await _permits.WaitAsync();
        }

        while (_idle.TryTake(out JournalReader? reader))
        {
            reader.Dispose();
        }

        // Whoever still waits for a permit learns that the journal is closed.
        _permits.Release(options.MaxReaders);
    }

    private T Run<T>(Func<JournalReader, T> read)
    {
        JournalReader reader = _idle.TryTake(out JournalReader? idle) ? idle : new(options);
        T result;
        try
        {
            result = read(reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }

        _idle.Add(reader);
        return result;
    }
}
