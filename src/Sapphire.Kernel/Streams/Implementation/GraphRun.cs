namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// One run of a graph: its pumps, and the token that ends them all.
/// <code>
///  materialise: stages are made, pumps are added ─► Start: pumps run on the thread pool ─► the last one ends ─► ended
///                                                        └── Abort: the token is cancelled, every pump ends
/// </code>
/// </summary>
#pragma warning disable CA1001 // The token source has no timer and no handle; nothing keeps it beyond the run.
internal sealed class GraphRun
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _abort = new();
    private readonly List<Func<Task>> _notStarted = [];
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

    /// <summary>Starts what was added.</summary>
    public void Start()
    {
        lock (_lock) _started = true;
        foreach (Func<Task> pump in _notStarted) Launch(pump);
        _notStarted.Clear();
        PumpEnded();
    }

    /// <summary>Materialising failed: nothing has run.</summary>
    public void Discard()
    {
        IsDiscarded = true;
        Abort(new AbruptTerminationException("The graph could not be materialised."));
        Interlocked.Exchange(ref _running, 1);
        PumpEnded();
    }

    /// <summary>Ends everything.</summary>
    public void Abort(Exception cause)
    {
        lock (_lock)
        {
            if (AbortCause is not null || _ended.Task.IsCompleted) return;
            AbortCause = cause;
        }

        _abort.Cancel();
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
}
