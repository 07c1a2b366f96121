using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// A stage that goes on taking elements while its reader does not pull: it has a pump of its own. A failure from above
/// overtakes what the stage still holds.
/// <code>
///  pump:   wait until the stage wants an element ─► move ─► OnPush ─► wake the reader ─┐
///            ▲──────────────────────────────────────────────────────────────────────────┘
///  reader: TryTake ─► an element ─► wake the pump, if the stage now wants more
///            └► none: completed after upstream's end, else wait
/// </code>
/// Whatever is overridden is called under <see cref="Gate"/>.
/// </summary>
internal abstract class DecoupledStage<TIn, TOut> : PullIterator<TOut>
{
    private readonly WakeUp _reader = new();
    private readonly WakeUp _writer = new();
    private readonly DetachedScope _above;
    private readonly PullIterator<TIn> _upstream;
    private readonly CancellationTokenRegistration _wakeReader;
    private ITimer? _timer;
    private Exception? _failure;
    private bool _writerWaits;
    private bool _stopped;

    protected DecoupledStage(StageScope scope, Upstream<TIn> upstream)
    {
        Scope = scope;
        _above = scope.Fork();
        _upstream = upstream(_above);
        _wakeReader = scope.Token.UnsafeRegister(static w => ((WakeUp)w!).Set(), _reader);
    }

    /// <summary>Lets it run; once, when it is made.</summary>
    public DecoupledStage<TIn, TOut> Start()
    {
        Scope.Run.AddPump(PumpAsync);
        return this;
    }

    protected StageScope Scope { get; }

    /// <summary>Guards the state of the stage.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>The reader waits: what is pushed goes on at once.</summary>
    protected bool ReaderWaits { get; private set; }

    /// <summary>Upstream has completed.</summary>
    protected bool UpstreamFinished { get; private set; }

    /// <summary>Whether upstream is to move.</summary>
    protected abstract bool WantsElement { get; }

    /// <summary>Handles an element. What it throws fails the stage.</summary>
    protected abstract void OnPush(TIn element);

    /// <summary>What there is for the reader.</summary>
    protected abstract bool TryTake(out TOut element);

    /// <summary>Whether there may be something to take: worth a wake-up of the reader.</summary>
    protected virtual bool IsReady => true;

    /// <summary>Upstream has completed. The stage completes when, after this, there is nothing to take.</summary>
    protected virtual void OnUpstreamFinish()
    {
    }

    /// <summary>A look at the timer of the stage. What it throws fails the stage.</summary>
    protected virtual void OnTimer()
    {
    }

    /// <summary>After upstream's end: whether more will come, in time.</summary>
    protected virtual bool HoldsBack => false;

    /// <summary>The stage's timer, which ends with it. Not set yet.</summary>
    protected ITimer CreateTimer()
    {
        _timer = Scope.TimeProvider.CreateTimer(
            static s => ((DecoupledStage<TIn, TOut>)s!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Scope.Run.DisposeIfDiscarded(_timer);
        return _timer;
    }

    public sealed override ValueTask<bool> MoveNextAsync() => TryMove(out bool moved) ? new ValueTask<bool>(moved) : WaitAsync();

    private bool TryMove(out bool moved)
    {
        bool wake;
        lock (Gate)
        {
            if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
            moved = TryTake(out Current);
            ReaderWaits = !moved && !(UpstreamFinished && !HoldsBack);
            wake = _writerWaits && WantsElement;
            if (wake) _writerWaits = false;
        }

        if (wake) _writer.Set();
        return !ReaderWaits;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            await _reader.WaitAsync();
            Scope.ThrowIfCancelled();
            if (TryMove(out bool moved)) return moved;
        }
    }

    public sealed override ValueTask CancelAsync(Exception? cause)
    {
        _wakeReader.Unregister();
        lock (Gate)
        {
            _stopped = true;
            _timer?.Dispose();
        }

        _above.Cancel(cause);
        _writer.Set();
        return ValueTask.CompletedTask;
    }

    private void Fire()
    {
        lock (Gate)
        {
            if (_stopped || _failure is not null) return;
            try
            {
                OnTimer();
            }
            catch (Exception ex)
            {
                _failure = ex;
                _above.Cancel(ex);
            }
        }

        _reader.Set();
        _writer.Set();
    }

    private async Task PumpAsync()
    {
        Exception? cause = null;
        await using CancellationTokenRegistration wake = _above.Token.UnsafeRegister(static w => ((WakeUp)w!).Set(), _writer);
        try
        {
            int left = Pump.Throughput;
            while (await WaitUntilWantedAsync())
            {
                ValueTask<bool> move = _upstream.MoveNextAsync();
                if (!move.IsCompletedSuccessfully)
                {
                    left = Pump.Throughput;
                    if (!await move) break;
                }
                else if (!move.Result)
                {
                    break;
                }

                bool wakeReader;
                lock (Gate)
                {
                    OnPush(_upstream.Current);
                    wakeReader = ReaderWaits && IsReady;
                }

                if (wakeReader) _reader.Set();
                if (--left == 0)
                {
                    left = Pump.Throughput;
                    await Task.Yield();
                }
            }

            lock (Gate)
            {
                UpstreamFinished = true;
                OnUpstreamFinish();
            }
        }
        catch (Exception ex)
        {
            cause = Pump.CauseOf(_above, ex);
            lock (Gate) _failure ??= cause ?? ex;
        }

        _reader.Set();
        await _upstream.CancelAsync(cause);
        _above.Dispose();
    }

    private ValueTask<bool> WaitUntilWantedAsync()
    {
        _above.ThrowIfCancelled();
        lock (Gate)
        {
            _writerWaits = !WantsElement;
            if (!_writerWaits) return new ValueTask<bool>(true);
        }

        return WaitAsync();

        async ValueTask<bool> WaitAsync()
        {
            while (true)
            {
                await _writer.WaitAsync();
                _above.ThrowIfCancelled();
                lock (Gate)
                {
                    _writerWaits = !WantsElement;
                    if (!_writerWaits) return true;
                }
            }
        }
    }
}
