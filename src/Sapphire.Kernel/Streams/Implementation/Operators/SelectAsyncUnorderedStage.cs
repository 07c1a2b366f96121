using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Runs a bounded number of tasks, and emits their results as they come.</summary>
internal sealed class SelectAsyncUnorderedStage<TIn, TOut> : WaitingStage<TOut>
{
    private readonly KeptMove<TIn> _upstream;
    private readonly int _parallelism;
    private readonly Func<TIn, Task<TOut>> _mapper;
    private readonly Decider? _decider;
    private readonly ConcurrentQueue<Task<TOut>> _done = new();
    private Exception? _failure;
    private int _running;

    public SelectAsyncUnorderedStage(StageScope scope, Upstream<TIn> upstream, int parallelism, Func<TIn, Task<TOut>> mapper)
        : base(scope)
    {
        _upstream = Keep(upstream);
        _parallelism = parallelism;
        _mapper = mapper;
        _decider = scope.Decider;
    }

    protected override StageResult Advance()
    {
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
        while (true)
        {
            Fill();
            if (!_done.TryDequeue(out Task<TOut>? task)) return _running == 0 && _upstream.IsEnded ? StageResult.Complete : StageResult.Pull;
            _running--;
            if (task.IsCompletedSuccessfully)
            {
#pragma warning disable VSTHRD002 // It has completed.
                Current = task.Result;
#pragma warning restore VSTHRD002
                FillAhead();
                return StageResult.Push;
            }

            Exception cause = task.Exception?.InnerException ?? new TaskCanceledException(task);
            if (_decider is null || _decider(cause) == Directive.Stop) throw cause;
            Scope.ThrowIfCancelled();
        }
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
        while (_running < _parallelism && _upstream.TryMove())
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

            _running++;
            if (task.IsCompleted) _done.Enqueue(task);
            else task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Done(task));
        }
    }

    private void Done(Task<TOut> task)
    {
        _done.Enqueue(task);

        // Seen by somebody, also when the stream has ended.
        _ = task.Exception;
        Wake.Set();
    }
}
