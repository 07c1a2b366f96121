using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation.Restarts;

/// <summary>
/// What lies above a restarted part, and outlives each of its runs. A run that is cancelled while a move is pending leaves the move
/// pending: the next run gets its element.
/// </summary>
internal sealed class RestartUpstream<T>(PullIterator<T> stages, DetachedScope scope)
{
    private Task<bool>? _pending;
    private Exception? _failure;

    /// <summary>It has completed or failed: nothing is restarted any more.</summary>
    public bool Ended { get; private set; }

    public T Current => stages.Current;

    public ValueTask<bool> MoveNextAsync(CancellationToken token)
    {
        if (_pending is null)
        {
            if (Ended) return FinishedAsync();
            ValueTask<bool> move;
            try
            {
                move = stages.MoveNextAsync();
            }
            catch (Exception ex)
            {
                Fail(ex);
                throw;
            }

            if (move.IsCompletedSuccessfully) return new ValueTask<bool>(Handle(move.Result));
            _pending = move.AsTask();
        }

        return AwaitAsync(_pending, token);
    }

    /// <summary>The restarted part is over.</summary>
    public async ValueTask CancelAsync(Exception? cause)
    {
        scope.Cancel(cause);

        // Its outcome is for nobody any more: the stream was cancelled first.
        if (_pending is not null) await ((Task)_pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stages.CancelAsync(cause);
        scope.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(Task<bool> pending, CancellationToken token)
    {
        await ((Task)pending).WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!pending.IsCompleted) token.ThrowIfCancellationRequested();
        _pending = null;
        try
        {
            return Handle(await pending);
        }
        catch (Exception ex)
        {
            Fail(ex);
            throw;
        }
    }

    private bool Handle(bool hasElement)
    {
        Ended = !hasElement;
        return hasElement;
    }

    private void Fail(Exception ex)
    {
        Ended = true;
        _failure = ex;
    }

    private ValueTask<bool> FinishedAsync()
    {
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
        return new ValueTask<bool>(false);
    }
}
