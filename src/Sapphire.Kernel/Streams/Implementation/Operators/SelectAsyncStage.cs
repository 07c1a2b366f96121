using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>
/// Runs a bounded number of tasks, and emits their results in the order of the elements. A task that fails fails the stage at
/// once, unless supervision drops its element.
/// </summary>
internal sealed partial class SelectAsyncStage<TIn, TOut> : WaitingStage<TOut>
{
    private readonly KeptMove<TIn> _upstream;
    private readonly Func<TIn, Task<TOut>> _mapper;
    private readonly Decider? _decider;
    private readonly Slot[] _slots;
    private readonly Action _wake;
    private Exception? _failure;
    private int _head;
    private int _count;

    public SelectAsyncStage(StageScope scope, Upstream<TIn> upstream, int parallelism, Func<TIn, Task<TOut>> mapper)
        : base(scope)
    {
        _upstream = Keep(upstream);
        _mapper = mapper;
        _decider = scope.Decider;
        _slots = new Slot[parallelism];
        _wake = Wake.Set;
    }

    protected override StageResult Advance()
    {
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
        while (true)
        {
            Fill();
            Judge();
            if (_count == 0) return _upstream.IsEnded ? StageResult.Complete : StageResult.Pull;
            Slot first = _slots[_head];
            if (!first.Task.IsCompleted) return StageResult.Pull;

            // It has failed since it was looked at.
            if (!first.Task.IsCompletedSuccessfully && !first.Dropped) continue;
            _slots[_head] = default;
            _head = (_head + 1) % _slots.Length;
            _count--;
            if (first.Dropped)
            {
                Scope.ThrowIfCancelled();
                continue;
            }

#pragma warning disable VSTHRD002 // It has completed.
            Current = first.Task.Result;
#pragma warning restore VSTHRD002

            FillAhead();
            return StageResult.Push;
        }
    }

    protected override void OnStop()
    {
        for (int i = 0; i < _count; i++) _ = WatchAsync(_slots[(_head + i) % _slots.Length].Task, Scope.Logger);
        _count = 0;
    }

    // The next task runs while the reader is busy with this element; a failure waits until it is back.
    private void FillAhead()
    {
        try
        {
            Fill();
        }
        catch (Exception ex)
        {
            _failure = ex;
        }
    }

    private void Fill()
    {
        while (_count < _slots.Length && _upstream.TryMove())
        {
            _upstream.ThrowIfFailed();
            if (_upstream.IsEnded) return;
            Task<TOut> task;
            try
            {
                task = _mapper(_upstream.Take());
            }
            catch (Exception ex) when (_decider is not null && _decider(ex) != Directive.Stop)
            {
                Scope.ThrowIfCancelled();
                continue;
            }

            _slots[(_head + _count) % _slots.Length] = new Slot { Task = task };
            _count++;
            if (!task.IsCompleted) task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_wake);
        }
    }

    // Failures overtake the results before them.
    private void Judge()
    {
        for (int i = 0; i < _count; i++)
        {
            ref Slot slot = ref _slots[(_head + i) % _slots.Length];
            if (!slot.Task.IsCompleted || slot.Task.IsCompletedSuccessfully || slot.Dropped) continue;
            Exception cause = slot.Task.Exception?.InnerException ?? new TaskCanceledException(slot.Task);
            if (_decider is null || _decider(cause) == Directive.Stop) throw cause;
            slot.Dropped = true;
        }
    }

    private static async Task WatchAsync(Task task, ILogger logger)
    {
        try
        {
            await task;
        }
        catch (Exception ex)
        {
            LogLate(logger, ex);
        }
    }

    [LoggerMessage(LogLevel.Debug, "A task failed after its stream had ended.")]
    private static partial void LogLate(ILogger logger, Exception ex);

    private struct Slot
    {
        public Task<TOut> Task;
        public bool Dropped;
    }
}
