using Microsoft.Extensions.Logging;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// One run of a graph: its pumps, and the token that ends them all.
/// <code>
///  materialise: stages are made, pumps are added ─► Start: pumps run on the thread pool ─► the last one ends ─► ended
///                                                        └── Abort: the token is cancelled, every pump ends
///    └── it throws ─► Discard: the token is cancelled, what was made is let go
/// </code>
/// </summary>
#pragma warning disable CA1001 // The token source has no timer and no handle; nothing keeps it beyond the run.
internal sealed partial class GraphRun
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _abort = new();
    private readonly List<Func<Task>> _notStarted = [];
    private readonly List<IDisposable> _madeBeforeStart = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _running = 1;
    private bool _started;

    public GraphRun(ActorMaterializer materializer)
    {
        Materializer = materializer;
        Scope = new StageScope(this, materializer.Settings.Attributes, _abort.Token);
    }

    public ActorMaterializer Materializer { get; }

    /// <summary>The outermost scope.</summary>
    public StageScope Scope { get; }

    /// <summary>Why the run was ended from outside; null when it was not.</summary>
    public Exception? AbortCause { get; private set; }

    /// <summary>Materialising failed: no pump has run, and none will; nobody cancels the stages that were made.</summary>
    public bool IsDiscarded { get; private set; }

    /// <summary>Complete when the last pump has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Adds a loop that moves elements. It must end when the token of its scope is cancelled, and must not throw.</summary>
    public void AddPump(Func<Task> pump)
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _running);
            if (!_started)
            {
                _notStarted.Add(pump);
                return;
            }
        }

        Launch(pump);
    }

    /// <summary>Disposes of something if the run is discarded, since nobody cancels the stage that made it.</summary>
    public void DisposeIfDiscarded(IDisposable made)
    {
        lock (_lock)
        {
            if (!_started) _madeBeforeStart.Add(made);
        }
    }

    /// <summary>Starts what was added.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _started = true;
            _madeBeforeStart.Clear();
        }

        if (AbortCause is not null) CancelToken();
        foreach (Func<Task> pump in _notStarted) Launch(pump);
        _notStarted.Clear();
        PumpEnded();
    }

    /// <summary>Materialising failed: nothing has run.</summary>
    public void Discard()
    {
        IsDiscarded = true;
        Abort(new AbruptTerminationException("The graph could not be materialised."));
        CancelToken();
        foreach (IDisposable made in _madeBeforeStart) made.Dispose();
        Interlocked.Exchange(ref _running, 1);
        PumpEnded();
    }

    /// <summary>Ends everything. While the graph is still being materialised it waits: whether what was made is to be let go, Start and Discard know.</summary>
    public void Abort(Exception cause)
    {
        lock (_lock)
        {
            if (AbortCause is not null || _ended.Task.IsCompleted) return;
            AbortCause = cause;
            if (!_started) return;
        }

        CancelToken();
    }

    private void CancelToken()
    {
        try
        {
            _abort.Cancel();
        }
        catch (AggregateException ex)
        {
            // A callback of someone else's code; the cancellation itself has happened, and other runs are to end too.
            LogCallback(Materializer.Logger, ex);
        }
    }

    private void Launch(Func<Task> pump) => ThreadPool.UnsafeQueueUserWorkItem(_ => _ = RunAsync(pump), null);

    private async Task RunAsync(Func<Task> pump)
    {
        try
        {
            await pump();
        }
        catch (Exception ex)
        {
            // A pump hands failures to its sink; what comes here is a fault of a stage, and must not go unseen.
            Materializer.LogPumpFailure(ex);
        }
        finally
        {
            PumpEnded();
        }
    }

    private void PumpEnded()
    {
        if (Interlocked.Decrement(ref _running) != 0) return;
        Materializer.Remove(this);
        lock (_lock) _ended.TrySetResult();
    }

    [LoggerMessage(LogLevel.Warning, "A callback failed while a stream was being ended.")]
    private static partial void LogCallback(ILogger logger, Exception ex);
}
