using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Documents;

/// <summary>
/// Follows the table of documents over a connection of its own.
/// <code>
/// connect ──► listen ──► look ──► wait (a notification, or the slow look) ──► look …
///    ▲                                  │ the connection breaks
///    └───────────── pause ◄─────────────┘
/// </code>
/// </summary>
internal sealed class DocumentFollower : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly PostgresTarget _target;
    private readonly DocumentTable _table;
    private readonly Func<ImmutableDictionary<string, long>> _known;
    private readonly Action<ImmutableArray<DocumentRow>, ImmutableArray<(string Key, long Version)>> _take;
    private readonly TimeSpan _slowLook;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private volatile StorageException? _problem;

    public DocumentFollower(
        PostgresTarget target,
        DocumentTable table,
        Func<ImmutableDictionary<string, long>> known,
        Action<ImmutableArray<DocumentRow>, ImmutableArray<(string Key, long Version)>> take,
        TimeSpan slowLook,
        TimeProvider time,
        ILogger logger)
    {
        _target = target;
        _table = table;
        _known = known;
        _take = take;
        _slowLook = slowLook;
        _time = time;
        _logger = logger;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Why it does not follow at the moment; null when it does.</summary>
    public StorageException? Problem => _problem;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                StorageException problem = PostgresErrors.Translate(e, _target.Name);
                if (_problem is null)
                {
                    _logger.StoreAway(_target.Name, problem.Message);
                }

                _problem = problem;
                await Task.Delay(Pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync()
    {
        await using NpgsqlConnection connection = new(_target.Single);
        await connection.OpenAsync(_stop.Token);
        await using (NpgsqlCommand listen = new($"LISTEN \"{_table.Channel}\"", connection))
        {
            await listen.ExecuteNonQueryAsync(_stop.Token);
        }

        while (true)
        {
            await LookAsync(connection);
            if (_problem is not null)
            {
                _problem = null;
                _logger.StoreBack(_target.Name);
            }

            await connection.WaitAsync(_slowLook, _stop.Token);
        }
    }

    private async Task LookAsync(NpgsqlConnection connection)
    {
        // Known before it looks: what is known then was committed before, so that what is missing now was deleted.
        ImmutableDictionary<string, long> known = _known();
        Dictionary<string, long> versions = await _table.VersionsAsync(connection, _stop.Token);
        string[] changed = [.. versions.Where(v => known.GetValueOrDefault(v.Key) < v.Value).Select(static v => v.Key)];
        ImmutableArray<(string, long)> gone = [.. known.Where(k => !versions.ContainsKey(k.Key)).Select(static k => (k.Key, k.Value))];
        ImmutableArray<DocumentRow> rows = changed.Length == 0 ? [] : await _table.ReadAsync(connection, changed, _stop.Token);
        if (rows.Length > 0 || gone.Length > 0)
        {
            _take(rows, gone);
        }
    }
}
