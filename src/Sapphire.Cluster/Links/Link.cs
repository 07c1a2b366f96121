using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>
/// A connection that comes back: connects, prepares, waits for the end, waits a little longer each time, and again. Nothing of the
/// old connection is carried over: whoever uses it sets itself up anew with each session.
/// <code>
/// Connecting ──► Connected ──ended──► Away ──► Connected …        any ──Dispose──► Closed
/// </code>
/// </summary>
internal sealed class Link : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly string _purpose;
    private readonly ILinkDriver _driver;
    private readonly TimeProvider _clock;
    private readonly Func<ILinkSession, CancellationToken, Task>? _prepare;
    private readonly CancellationTokenSource _stop = new();
    private readonly Watchable<TransportState> _state;
    private readonly Lock _lock = new();
    private TaskCompletionSource<ILinkSession> _session = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _running;
    private ILinkSession? _current;
    private bool _isDisposed;

    /// <param name="purpose">What it is for; operators see it at the broker.</param>
    /// <param name="driver">The broker.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="prepare">Makes a new connection ready; it counts as connected after that.</param>
    public Link(string purpose, ILinkDriver driver, TimeProvider clock, Func<ILinkSession, CancellationToken, Task>? prepare = null)
    {
        _purpose = purpose;
        _driver = driver;
        _clock = clock;
        _prepare = prepare;
        _state = new(new(TransportStatus.Connecting, clock.GetUtcNow()));
    }

    public TransportState State => _state.Value;

    /// <summary>Cancelled at the end.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>The session of now; null while away.</summary>
    public ILinkSession? Session
    {
        get
        {
            lock (_lock) return _current is { IsAlive: true } session ? session : null;
        }
    }

    public bool IsStarted
    {
        get
        {
            lock (_lock) return _running is not null;
        }
    }

    public void Start()
    {
        lock (_lock)
        {
            if (_isDisposed) throw Closed();
            _running ??= Task.Run(RunAsync);
        }
    }

    public IDisposable Watch(Action<TransportState> observer) => _state.Watch(observer);

    /// <summary>The session of now or the next one.</summary>
    /// <exception cref="ClusterException">Closed; or after the time-out the reason why there is none.</exception>
    public async Task<ILinkSession> SessionAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Start();
        Task<ILinkSession> session;
        lock (_lock) session = _session.Task;
        if (session.IsCompletedSuccessfully) return await session;
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            return timeout is { } limit ? await session.WaitAsync(limit, _clock, either.Token) : await session.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Closed();
        }
        catch (TimeoutException)
        {
            throw Unreachable();
        }
    }

    /// <summary>Why nothing can be sent now.</summary>
    public ClusterException Unreachable() => State switch
    {
        { Status: TransportStatus.Closed } => Closed(),
        { Error: { } error } => new(ClusterError.Unreachable, $"The broker is away since {State.Since:u}: {error.Message}", error),
        _ => new(ClusterError.Unreachable, "The broker has not answered in time. It may be overloaded; look at its log."),
    };

    /// <summary>Runs something with each session until cancelled: it is started anew with the next session, or after a pause when it failed.</summary>
    public async Task KeepAsync(Func<ILinkSession, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        CancellationToken stop = either.Token;
        int failures = 0;
        while (!stop.IsCancellationRequested)
        {
            long begun = _clock.GetTimestamp();
            try
            {
                ILinkSession session = await SessionAsync(null, stop);
                if (!session.IsAlive) await session.Ended.WaitAsync(stop);
                begun = _clock.GetTimestamp();
                await run(session, stop);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (ClusterException e) when (e.Reason == ClusterError.Closed)
            {
                return;
            }
            catch (Exception)
            {
                // The link's state tells why; a mistake of one queue is told to who asked for it. What went well for a while ended with
                // its session: that is the first failure, however many sessions there were before.
                failures = _clock.GetElapsedTime(begun) > LongestPause ? 1 : failures + 1;
            }

            await PauseAsync(failures, stop);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_lock)
        {
            _isDisposed = true;
            running = _running;
        }

        await _stop.CancelAsync();
        if (running is not null) await running;
        _state.Update(s => s.Status == TransportStatus.Closed ? s : new(TransportStatus.Closed, _clock.GetUtcNow()));
    }

    private static ClusterException Closed() => new(ClusterError.Closed, "This node has closed its connection to the cluster.");

    private async Task RunAsync()
    {
        int failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            ILinkSession? session = null;
            ClusterException error;
            try
            {
                session = await _driver.ConnectAsync(_purpose, _stop.Token);
                if (_prepare is not null) await _prepare(session, _stop.Token);
                failures = 0;
                lock (_lock)
                {
                    _current = session;
                    _session.SetResult(session);
                }

                _state.Update(_ => new(TransportStatus.Connected, _clock.GetUtcNow()));
                error = await session.Ended.WaitAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                if (session is not null) await session.CloseAsync();
                return;
            }
            catch (Exception e)
            {
                failures++;
                error = session is { Ended.IsCompletedSuccessfully: true } ? await session.Ended : e as ClusterException ?? new(ClusterError.Unreachable, $"The broker could not be used: {e.Message}", e);
            }

            lock (_lock)
            {
                _current = null;
                if (_session.Task.IsCompleted) _session = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _state.Update(s => new(TransportStatus.Away, s.Status == TransportStatus.Away ? s.Since : _clock.GetUtcNow(), error));
            if (session is not null) await session.CloseAsync();
            await PauseAsync(failures, _stop.Token);
        }
    }

    // 0.1 s, 0.2 s, … 3 s, and up to a quarter less, so that nodes that lost the same broker do not all come at once.
    private async Task PauseAsync(int failures, CancellationToken cancellationToken)
    {
        double longest = Math.Min(LongestPause.TotalMilliseconds, ShortestPause.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 10)));
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(longest * (1 - (Random.Shared.NextDouble() / 4))), _clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller looks.
        }
    }
}
