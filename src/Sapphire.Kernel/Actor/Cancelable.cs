namespace Sapphire.Kernel.Actor;

/// <summary>A switch for one or more scheduled things, with its delays on the scheduler's clock.</summary>
public sealed class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private readonly CancellationTokenSource _source;

    /// <summary>A switch.</summary>
    public Cancelable(IScheduler scheduler)
        : this(Advanced(scheduler))
    {
    }

    /// <summary>A switch.</summary>
    public Cancelable(IActionScheduler scheduler)
        : this(scheduler, new CancellationTokenSource())
    {
    }

    /// <summary>A switch that cancels itself.</summary>
    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(Advanced(scheduler), delay)
    {
    }

    /// <summary>A switch that cancels itself.</summary>
    public Cancelable(IScheduler scheduler, int millisecondsDelay)
        : this(Advanced(scheduler), TimeSpan.FromMilliseconds(millisecondsDelay))
    {
    }

    /// <summary>A switch that cancels itself.</summary>
    public Cancelable(IActionScheduler scheduler, TimeSpan delay)
        : this(scheduler) => CancelAfter(delay);

    private Cancelable(IActionScheduler scheduler, CancellationTokenSource source)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        _scheduler = scheduler;
        _source = source;
    }

    /// <inheritdoc />
    public bool IsCancellationRequested => _source.IsCancellationRequested;

    /// <inheritdoc />
    public CancellationToken Token => _source.Token;

    /// <summary>Whether it was disposed of; then it can be cancelled no more.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>One that is cancelled already.</summary>
    public static ICancelable CreateCanceled() => AlreadyCanceledCancelable.Instance;

    /// <summary>One that is cancelled with the first of others.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables) => CreateLinkedCancelable(Advanced(scheduler), cancelables);

    /// <summary>One that is cancelled with the first of others.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler, [.. cancelables.Select(c => c.Token)]);

    /// <summary>One that is cancelled with the first of several tokens.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        CreateLinkedCancelable(Advanced(scheduler), cancellationTokens);

    /// <summary>One that is cancelled with the first of several tokens.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        new Cancelable(scheduler, CancellationTokenSource.CreateLinkedTokenSource(cancellationTokens));

    /// <inheritdoc />
    public void Cancel() => Cancel(throwOnFirstException: false);

    /// <inheritdoc />
    public void Cancel(bool throwOnFirstException)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _source.Cancel(throwOnFirstException);
    }

    /// <inheritdoc />
    public void CancelAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (!_source.IsCancellationRequested) _scheduler.ScheduleOnce(delay, CancelIfAlive, this);
    }

    /// <inheritdoc />
    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    /// <summary>Gives up its resources. It does not cancel: what was scheduled with it goes on.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        _source.Dispose();
    }

    private static IAdvancedScheduler Advanced(IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return scheduler.Advanced;
    }

    private void CancelIfAlive()
    {
        try
        {
            if (!IsDisposed) _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Disposed of in this very moment: then nobody waits for it.
        }
    }

    private sealed class AlreadyCanceledCancelable : ICancelable
    {
        public static readonly AlreadyCanceledCancelable Instance = new();

        public bool IsCancellationRequested => true;

        public CancellationToken Token { get; } = new(canceled: true);

        public void Cancel()
        {
        }

        public void Cancel(bool throwOnFirstException)
        {
        }

        public void CancelAfter(TimeSpan delay)
        {
        }

        public void CancelAfter(int millisecondsDelay)
        {
        }
    }
}
