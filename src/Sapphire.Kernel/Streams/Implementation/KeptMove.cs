using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// An upstream whose next move may stay pending while the stage does other things: answers its reader, waits for a timer
/// or for another upstream. It runs in a forked scope.
/// <code>
///  Idle ──TryMove──► Moving ──► Arrived ──Take──► Idle
///    │                  └─────► Ended (completed, or failed)
///    └──Abort──► Ended
///  StopAsync: cancels the scope with the cause, awaits the pending move, and only then cancels upstream
/// </code>
/// Of the members only <see cref="Abort"/> is for other threads than the stage's.
/// </summary>
internal sealed class KeptMove<T> : IKeptMove
{
    private const int Idle = 0;
    private const int Moving = 1;
    private const int Arrived = 2;
    private const int Ended = 3;

    private readonly DetachedScope _scope;
    private readonly PullIterator<T> _upstream;
    private readonly WakeUp _wake;
    private readonly Action _onArrival;
    private ValueTaskAwaiter<bool> _move;
    private Exception? _failure;
    private Exception? _abort;
    private TaskCompletionSource? _arrival;
    private int _state;
    private int _stopped;

    /// <summary>Makes the stages above; they do not move yet.</summary>
    /// <param name="outer">The scope of the stage.</param>
    /// <param name="upstream">What lies above.</param>
    /// <param name="wake">Set when a pending move has arrived.</param>
    public KeptMove(StageScope outer, Upstream<T> upstream, WakeUp wake)
    {
        _scope = outer.Fork();
        _wake = wake;
        _onArrival = OnArrival;
        _upstream = upstream(_scope);
    }

    /// <summary>An element is there.</summary>
    public bool HasElement => Volatile.Read(ref _state) == Arrived;

    /// <summary>A move is pending.</summary>
    public bool IsMoving => Volatile.Read(ref _state) == Moving;

    /// <summary>There will be no more elements.</summary>
    public bool IsEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>The element that is there; it stays until it is taken.</summary>
    public T Current => _upstream.Current;

    /// <summary>Begins a move, unless one is pending or has arrived.</summary>
    /// <returns>Whether an element, or the end, is there.</returns>
    public bool TryMove()
    {
        if (Interlocked.CompareExchange(ref _state, Moving, Idle) == Idle)
        {
            try
            {
#pragma warning disable CA2012 // It is awaited by hand: a continuation that is made once, instead of one for each move.
                ValueTask<bool> move = _upstream.MoveNextAsync();
                if (move.IsCompletedSuccessfully)
                {
                    bool arrived = move.Result;
                    Volatile.Write(ref _state, arrived ? Arrived : Ended);
                    return true;
                }

                _move = move.GetAwaiter();
#pragma warning restore CA2012
            }
            catch (Exception ex)
            {
                _failure = ex;
                Volatile.Write(ref _state, Ended);
                return true;
            }

            if (_move.IsCompleted) OnArrival();
            else _move.UnsafeOnCompleted(_onArrival);
        }

        return Volatile.Read(ref _state) >= Arrived;
    }

    /// <summary>Takes the element that is there.</summary>
    public T Take()
    {
        T element = _upstream.Current;
        Interlocked.CompareExchange(ref _state, Idle, Arrived);
        return element;
    }

    /// <summary>Throws what upstream has failed with, or was aborted with.</summary>
    public void ThrowIfFailed()
    {
        if ((Volatile.Read(ref _abort) ?? (IsEnded ? _failure : null)) is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Fails the stage from another thread: upstream is cancelled now, even when nobody pulls. The first cause counts.</summary>
    public void Abort(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _abort, cause, null) is not null) return;
        _scope.Cancel(cause);
        if (Interlocked.CompareExchange(ref _state, Ended, Idle) == Idle) _scope.Run.AddPump(() => StopAsync(cause).AsTask());
        _wake.Set();
    }

    /// <inheritdoc />
    public async ValueTask StopAsync(Exception? cause)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        if (IsMoving)
        {
            TaskCompletionSource arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _arrival, arrival);
            _scope.Cancel(cause);
            if (IsMoving) await arrival.Task;
        }

        await _upstream.CancelAsync(cause);
        _scope.Dispose();
    }

    private void OnArrival()
    {
        int state = Ended;
        try
        {
#pragma warning disable VSTHRD002 // It has completed.
            if (_move.GetResult()) state = Arrived;
#pragma warning restore VSTHRD002
        }
        catch (Exception ex)
        {
            _failure = ex;
        }

        Interlocked.Exchange(ref _state, state);
        Volatile.Read(ref _arrival)?.TrySetResult();
        _wake.Set();
    }
}
