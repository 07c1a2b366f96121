using Microsoft.Extensions.Logging;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A scope below another that can be cancelled alone.</summary>
#pragma warning disable CA1001 // A token source without timer holds nothing; a late Cancel must not meet a disposed one.
internal sealed partial class DetachedScope : StageScope, IDisposable
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _outer;
    private int _cancelled;

    public DetachedScope(StageScope outer, CancellationToken linked)
        : this(outer, new CancellationTokenSource(), linked)
    {
    }

    private DetachedScope(StageScope outer, CancellationTokenSource source, CancellationToken linked)
        : base(outer.Run, outer.Attributes, source.Token)
    {
        _source = source;
        _outer = linked.UnsafeRegister(static s => ((DetachedScope)s!).CancelSource(), this);
    }

    /// <summary>Why it was cancelled, for the stages above; null for no failure.</summary>
    public Exception? Cause { get; private set; }

    /// <summary>Whether it was cancelled by <see cref="Cancel"/>, not from outside.</summary>
    public bool IsCancelled => Volatile.Read(ref _cancelled) == 2;

    /// <summary>Cancels what runs in it. The first call counts. Thread-safe, also after Dispose.</summary>
    public void Cancel(Exception? cause)
    {
        if (Interlocked.CompareExchange(ref _cancelled, 1, 0) != 0) return;
        Cause = cause;
        Volatile.Write(ref _cancelled, 2);
        CancelSource();
    }

    public void Dispose() => _outer.Unregister();

    private void CancelSource()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException ex)
        {
            // A callback of someone else's code; the cancellation itself has happened.
            LogCallback(Logger, ex);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A callback failed while a stream was being cancelled.")]
    private static partial void LogCallback(ILogger logger, Exception ex);
}
