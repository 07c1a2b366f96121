using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>An element at each tick of the clock, where somebody waits for it; ticks that nobody waits for are lost.</summary>
internal sealed class TickStage<T> : PullIterator<T>
{
    private readonly StageScope _scope;
    private readonly T _element;
    private readonly Lock _gate = new();
    private readonly WakeUp _wake = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenRegistration _end;
    private readonly ITimer _timer;
    private bool _waits;
    private bool _ticked;
    private bool _completed;

    public TickStage(StageScope scope, TimeSpan initialDelay, TimeSpan interval, T element, CancellationToken end)
    {
        _scope = scope;
        _element = element;
        _registration = scope.Token.UnsafeRegister(static w => ((WakeUp)w!).Set(), _wake);
        _end = end.UnsafeRegister(static s => ((TickStage<T>)s!).Complete(), this);
        _timer = scope.TimeProvider.CreateTimer(static s => ((TickStage<T>)s!).Tick(), this, initialDelay, interval);
        scope.Run.DisposeIfDiscarded(_timer);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<bool> MoveNextAsync()
    {
        lock (_gate) _waits = true;
        while (true)
        {
            lock (_gate)
            {
                if (_completed) return false;
                if (_ticked)
                {
                    _ticked = false;
                    Current = _element;
                    return true;
                }
            }

            await _wake.WaitAsync();
            _scope.ThrowIfCancelled();
        }
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        _registration.Unregister();
        _end.Unregister();
        _timer.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Complete()
    {
        lock (_gate) _completed = true;
        _wake.Set();
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (!_waits) return;
            _waits = false;
            _ticked = true;
        }

        _wake.Set();
    }
}
