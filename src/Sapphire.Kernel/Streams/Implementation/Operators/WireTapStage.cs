using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>
/// Shows each element to a tap, which never holds the stream back: while the tap is busy, only the latest element waits for
/// it. The stream's end reaches the tap; the tap's end does not reach the stream.
/// </summary>
internal sealed class WireTapStage<T>(PullIterator<T> upstream, StageScope scope, WireTapStage<T>.Tap tap) : PassThroughStage<T>(upstream, scope)
{
    protected override void OnElement(T element) => tap.Offer(element);

    protected override void OnFinish() => tap.End(null);

    protected override void OnFailure(Exception cause) => tap.End(cause);

    protected override void OnCancel(Exception? cause) => tap.End(cause);

    /// <summary>What the tap's sink reads from.</summary>
    internal sealed class Tap : PullIterator<T>
    {
        private readonly Lock _gate = new();
        private readonly WakeUp _wake = new();
        private StageScope? _scope;
        private CancellationTokenRegistration _wakeReader;
        private T _latest = default!;
        private bool _hasLatest;
        private bool _ended;
        private bool _cancelled;
        private Exception? _failure;

        public PullIterator<T> Open(StageScope scope)
        {
            _scope = scope;
            _wakeReader = scope.Token.UnsafeRegister(static w => ((WakeUp)w!).Set(), _wake);
            return this;
        }

        public void Offer(T element)
        {
            lock (_gate)
            {
                if (_cancelled) return;
                _latest = element;
                _hasLatest = true;
            }

            _wake.Set();
        }

        public void End(Exception? failure)
        {
            lock (_gate)
            {
                _ended = true;
                _failure = failure;
            }

            _wake.Set();
        }

        public override ValueTask<bool> MoveNextAsync() => TryMove(out bool moved) ? new ValueTask<bool>(moved) : WaitAsync();

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<bool> WaitAsync()
        {
            while (true)
            {
                await _wake.WaitAsync();
                _scope!.ThrowIfCancelled();
                if (TryMove(out bool moved)) return moved;
            }
        }

        private bool TryMove(out bool moved)
        {
            lock (_gate)
            {
                moved = _hasLatest;
                if (moved) Current = _latest;
                else if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
                _latest = default!;
                _hasLatest = false;
                return moved || _ended;
            }
        }

        public override ValueTask CancelAsync(Exception? cause)
        {
            _wakeReader.Unregister();
            lock (_gate)
            {
                _cancelled = true;
                _latest = default!;
                _hasLatest = false;
            }

            return ValueTask.CompletedTask;
        }
    }
}
