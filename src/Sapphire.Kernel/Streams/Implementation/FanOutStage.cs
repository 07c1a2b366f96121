using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// One upstream, several readers. A pump of its own moves upstream when the outlets' pulls allow it, so that it never
/// runs ahead of them.
/// <code>
///  outlet: pulled ─► OnPull ─► wake the pump ─► waits ─► given an element ─► takes it
///  pump:   wait until WantsElement ─► move ─► OnPush gives the element to outlets ─┐
///            ▲───────────────────────────────────────────────────────────────────────┘
/// </code>
/// Whatever is overridden, but for <see cref="Judge"/>, is called under the lock. An outlet that has been given an element gets it before it hears of an end.
/// </summary>
internal abstract class FanOutStage<T>
{
    private readonly Lock _gate = new();
    private readonly WakeUp _writer = new();
    private readonly StageScope _scope;
    private readonly DetachedScope _above;
    private readonly PullIterator<T> _upstream;
    private Exception? _failure;
    private bool _finished;

    protected FanOutStage(StageScope scope, Upstream<T> upstream, int outlets)
    {
        _scope = scope;
        _above = scope.Fork();
        _upstream = upstream(_above);
        Outlets = new Outlet[outlets];
        for (int i = 0; i < outlets; i++) Outlets[i] = new Outlet(this, i);
        Running = outlets;
    }

    protected Outlet[] Outlets { get; }

    /// <summary>How many outlets are not cancelled.</summary>
    protected int Running { get; private set; }

    /// <summary>Whether upstream is to move.</summary>
    protected abstract bool WantsElement { get; }

    /// <summary>An element that waits for its outlet; completion waits with it.</summary>
    protected virtual bool HasPending => false;

    /// <summary>Lets it run, and gives the outlets.</summary>
    public Upstream<T>[] Start()
    {
        _scope.Run.AddPump(PumpAsync);
        return Array.ConvertAll<Outlet, Upstream<T>>(Outlets, o => o.Open);
    }

    /// <summary>Calls what is to be asked about an element, before it is pushed, and not under the lock. What it throws fails the stage.</summary>
    protected virtual void Judge(T element)
    {
    }

    /// <summary>Gives an element to outlets that are pulled. What it throws fails the stage.</summary>
    protected abstract void OnPush(T element);

    /// <summary>An outlet is pulled.</summary>
    protected virtual void OnPull(Outlet outlet)
    {
    }

    /// <summary>An outlet has gone; others are there.</summary>
    /// <returns>Whether all is to end with it.</returns>
    protected virtual bool OnCancel(Outlet outlet) => false;

    private bool TryMove(Outlet outlet, out bool moved)
    {
        bool over;
        bool wakeWriter;
        lock (_gate)
        {
            if (!outlet.IsPulled && !outlet.HasElement && !IsOver)
            {
                outlet.IsPulled = true;
                OnPull(outlet);
                if (IsOver) WakeAll();
            }

            moved = outlet.TryTake();
            if (!moved && _failure is not null) ExceptionDispatchInfo.Throw(_failure);
            over = !moved && IsOver;
            wakeWriter = !IsOver && WantsElement;
        }

        if (wakeWriter) _writer.Set();
        return moved || over;
    }

    private bool IsOver => _failure is not null || (_finished && !HasPending);

    private void WakeAll()
    {
        foreach (Outlet outlet in Outlets) outlet.Wake.Set();
    }

    private void Cancelled(Outlet outlet, Exception? cause)
    {
        bool ends;
        lock (_gate)
        {
            if (outlet.IsCancelled) return;
            outlet.IsCancelled = true;
            outlet.IsPulled = false;
            Running--;
            ends = OnCancel(outlet) || Running == 0;
            if (ends)
            {
                _finished = true;
                _failure ??= cause;
                WakeAll();
            }
        }

        if (ends) _above.Cancel(cause);
        _writer.Set();
    }

    private async Task PumpAsync()
    {
        Exception? cause = null;
        await using CancellationTokenRegistration wake = _above.Token.UnsafeRegister(static w => ((WakeUp)w!).Set(), _writer);
        try
        {
            int left = Pump.Throughput;
            while (true)
            {
                _above.ThrowIfCancelled();
                if (--left == 0)
                {
                    left = Pump.Throughput;
                    await Task.Yield();
                }

                bool wants;
                lock (_gate) wants = WantsElement;
                if (!wants)
                {
                    await _writer.WaitAsync();
                    continue;
                }

                if (!await _upstream.MoveNextAsync()) break;
                Judge(_upstream.Current);
                lock (_gate) OnPush(_upstream.Current);
            }
        }
        catch (Exception ex)
        {
            cause = Pump.CauseOf(_above, ex);
            lock (_gate)
            {
                if (!_finished) _failure ??= cause ?? ex;
            }
        }

        lock (_gate)
        {
            _finished = true;
            WakeAll();
        }

        await _upstream.CancelAsync(cause);
        _above.Dispose();
    }

    /// <summary>One reader's end.</summary>
    internal sealed class Outlet(FanOutStage<T> stage, int index) : PullIterator<T>
    {
        private StageScope? _scope;
        private CancellationTokenRegistration _wakeReader;
        private T _element = default!;

        /// <summary>Wakes the reader.</summary>
        public WakeUp Wake { get; } = new();

        /// <summary>Its place among the outlets.</summary>
        public int Index { get; } = index;

        /// <summary>The reader waits.</summary>
        public bool IsPulled { get; set; }

        /// <summary>The reader has gone.</summary>
        public bool IsCancelled { get; set; }

        /// <summary>It was given an element that the reader has not taken yet.</summary>
        public bool HasElement { get; private set; }

        public PullIterator<T> Open(StageScope scope)
        {
            _scope = scope;
            _wakeReader = scope.Token.UnsafeRegister(static w => ((WakeUp)w!).Set(), Wake);
            return this;
        }

        /// <summary>Gives it an element; it must be pulled. Under the lock.</summary>
        public void Give(T element)
        {
            _element = element;
            HasElement = true;
            IsPulled = false;
            Wake.Set();
        }

        /// <summary>Takes the element. Under the lock.</summary>
        public bool TryTake()
        {
            if (!HasElement) return false;
            Current = _element;
            _element = default!;
            HasElement = false;
            return true;
        }

        public override ValueTask<bool> MoveNextAsync() => stage.TryMove(this, out bool moved) ? new ValueTask<bool>(moved) : WaitAsync();

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<bool> WaitAsync()
        {
            while (true)
            {
                await Wake.WaitAsync();
                _scope!.ThrowIfCancelled();
                if (stage.TryMove(this, out bool moved)) return moved;
            }
        }

        public override ValueTask CancelAsync(Exception? cause)
        {
            _wakeReader.Unregister();
            stage.Cancelled(this, cause);
            return ValueTask.CompletedTask;
        }
    }
}
