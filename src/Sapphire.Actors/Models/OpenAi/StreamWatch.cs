namespace Sapphire.Actors.Models.OpenAi;

/// <summary>
/// Ends a request that has gone silent. The token path only writes time stamps; the one timer looks at them when it fires
/// and winds itself again. Time that the consumer takes between two updates does not count.
/// <code>
/// FirstToken ──token──► Streaming ──finish reason──► Finished
///     │ no token for        │ no byte for Stall,          │ AfterFinish passed:
///     │ FirstToken          │ no token for FirstToken     │ the answer is complete
///     ▼                     ▼
///   TimedOut              TimedOut
/// </code>
/// </summary>
internal sealed class StreamWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly OpenAiTimeouts _timeouts;
    private readonly CancellationTokenSource _cancellation;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _lastToken;
    private long _lastByte;
    private bool _tokenSeen;
    private bool _finished;
    private bool _consumerBusy;
    private bool _disposed;

    public StreamWatch(TimeProvider time, OpenAiTimeouts timeouts, CancellationToken cancellationToken)
    {
        _time = time;
        _timeouts = timeouts;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _lastToken = _lastByte = time.GetTimestamp();
        _timer = time.CreateTimer(static w => ((StreamWatch)w!).Look(), this, timeouts.FirstToken, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by the caller, and when the server was silent for too long.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>The watch, not the caller, has cancelled.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>A first token was seen.</summary>
    public bool TokenSeen => _tokenSeen;

    /// <summary>The finish reason was seen: silence is the end of the answer, not a fault.</summary>
    public bool IsFinished => _finished;

    /// <summary>Something came from the server, be it a keep-alive line.</summary>
    public void Byte() => Volatile.Write(ref _lastByte, _time.GetTimestamp());

    /// <summary>The consumer has an update and works on it.</summary>
    public void Pause() => Volatile.Write(ref _consumerBusy, true);

    /// <summary>The consumer wants the next update.</summary>
    public void Resume()
    {
        long now = _time.GetTimestamp();
        Volatile.Write(ref _lastToken, now);
        Volatile.Write(ref _lastByte, now);
        Volatile.Write(ref _consumerBusy, false);
    }

    /// <summary>A token came.</summary>
    public void TokenCame()
    {
        if (!_tokenSeen)
        {
            _tokenSeen = true;
            Wind(_timeouts.Stall);
        }
    }

    /// <summary>The finish reason came.</summary>
    public void Finished()
    {
        if (!_finished)
        {
            Resume();
            _finished = true;
            Wind(_timeouts.AfterFinish);
        }
    }

    /// <summary>Starts over after a wait that the server has asked for.</summary>
    public void Restart()
    {
        Resume();
        Wind(_timeouts.FirstToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
        _cancellation.Dispose();
    }

    private void Wind(TimeSpan due)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _timer.Change(due, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            TimeSpan left = Volatile.Read(ref _consumerBusy) ? _timeouts.Stall : Left();
            if (left > TimeSpan.Zero)
            {
                // Rounded up: a timer that fires a fraction too early would spin.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                return;
            }

            TimedOut = true;
        }

        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The answer ended in the same moment; nobody waits any more.
        }
    }

    private TimeSpan Left()
    {
        TimeSpan sinceToken = _time.GetElapsedTime(Volatile.Read(ref _lastToken));
        if (!_tokenSeen && !_finished)
        {
            return _timeouts.FirstToken - sinceToken;
        }

        TimeSpan sinceByte = _time.GetElapsedTime(Volatile.Read(ref _lastByte));
        if (_finished)
        {
            return _timeouts.AfterFinish - sinceToken;
        }

        TimeSpan byByte = _timeouts.Stall - sinceByte;
        TimeSpan byToken = _timeouts.FirstToken - sinceToken;
        return byByte < byToken ? byByte : byToken;
    }
}
