using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sapphire.Persistence.Postgres;

/// <summary>
/// Notices the commits of other programs: they announce each to programs that write, and now and then the highest ordering is looked
/// up. To one that only reads they announce nothing, so it looks more often.
/// </summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    // How often a program that only reads looks.
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);
    private readonly PostgresJournalOptions _options;
    private readonly PostgresTarget _target;
    private readonly bool _announced;
    private readonly Action<long> _committed;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public PostgresListener(PostgresJournalOptions options, PostgresTarget target, bool announced, Action<long> committed, TimeProvider time, ILogger logger)
    {
        _options = options;
        _target = target;
        _announced = announced;
        _committed = committed;
        _time = time;
        _logger = logger;
        _running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        bool told = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => told = false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (!told)
                {
                    // Once for each time that it is away.
                    _logger.ListeningFailed(_target.Name, e);
                    told = true;
                }

                await Task.Delay(_options.PollInterval / 4, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(Action connected)
    {
        await using NpgsqlConnection connection = new(_target.Single);
        await connection.OpenAsync(_stop.Token);
        connection.Notification += OnNotification;
        if (_announced)
        {
            await using NpgsqlCommand listen = new($"LISTEN \"{PostgresSchema.Channel(_options.Schema)}\"", connection);
            await listen.ExecuteNonQueryAsync(_stop.Token);
        }

        connected();
        await using NpgsqlCommand last = new($"SELECT coalesce((SELECT ordering FROM {_target.Schema}.journal ORDER BY ordering DESC LIMIT 1), 0)", connection);
        while (true)
        {
            _committed((long)(await last.ExecuteScalarAsync(_stop.Token))!);
            while (await connection.WaitAsync(_announced ? _options.PollInterval : Often, _stop.Token))
            {
                // OnNotification has run.
            }
        }
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs e)
    {
        if (long.TryParse(e.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out long ordering))
        {
            _committed(ordering);
        }
    }
}
