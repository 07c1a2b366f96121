namespace Sapphire.Actors.Speech;

/// <summary>The time limit of a job on a worker: armed while an answer is due, at rest while the worker waits for more.</summary>
internal sealed class JobWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _expired;
    private readonly ITimer _timer;
    private volatile bool _isExpired;

    /// <summary>Creates the watch, at rest.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="expired">Called once the time is over: ends what may be stuck.</param>
    /// <param name="stop">Cancels <see cref="Token"/> too.</param>
    public JobWatch(TimeProvider time, Action expired, CancellationToken stop)
    {
        _expired = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _timer = time.CreateTimer(
            _ =>
            {
                _isExpired = true;
                expired();
                _expired.Cancel();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the time is over, or the worker is stopped.</summary>
    public CancellationToken Token => _expired.Token;

    /// <summary>True when the time is over.</summary>
    public bool IsExpired => _isExpired;

    /// <summary>From now on an answer is due within this time.</summary>
    public void Expect(TimeSpan limit) => _timer.Change(limit, Timeout.InfiniteTimeSpan);

    /// <summary>Nothing is due.</summary>
    public void Rest() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Waits for a callback that is running: it uses what is disposed next.
        await _timer.DisposeAsync();
        _expired.Dispose();
    }
}
