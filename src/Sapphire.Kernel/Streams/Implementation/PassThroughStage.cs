using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A stage that changes no element, but sees each of them and the end, which it hears of exactly once.</summary>
internal abstract class PassThroughStage<T>(PullIterator<T> upstream, StageScope scope) : PullIterator<T>
{
    private bool _ended;

    /// <summary>An element goes by.</summary>
    protected virtual void OnElement(T element)
    {
    }

    /// <summary>Upstream has completed.</summary>
    protected abstract void OnFinish();

    /// <summary>Upstream has failed.</summary>
    protected abstract void OnFailure(Exception cause);

    /// <summary>Downstream wants no more; the cause is null when it merely has had enough.</summary>
    protected abstract void OnCancel(Exception? cause);

    public sealed override ValueTask<bool> MoveNextAsync()
    {
        ValueTask<bool> move;
        try
        {
            move = upstream.MoveNextAsync();
        }
        catch (Exception ex)
        {
            Failed(ex);
            throw;
        }

        return move.IsCompletedSuccessfully ? new ValueTask<bool>(Handle(move.Result)) : AwaitAsync(move);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> move)
    {
        bool hasElement;
        try
        {
            hasElement = await move;
        }
        catch (Exception ex)
        {
            Failed(ex);
            throw;
        }

        return Handle(hasElement);
    }

    private bool Handle(bool hasElement)
    {
        if (hasElement)
        {
            Current = upstream.Current;
            OnElement(Current);
        }
        else if (!_ended)
        {
            _ended = true;
            OnFinish();
        }

        return hasElement;
    }

    private void Failed(Exception ex)
    {
        // Cancelled from below: the cause comes with CancelAsync.
        if (_ended || scope.IsCancellation(ex)) return;
        _ended = true;
        OnFailure(ex);
    }

    public sealed override ValueTask CancelAsync(Exception? cause)
    {
        if (!_ended)
        {
            _ended = true;
            OnCancel(cause);
        }

        return upstream.CancelAsync(cause);
    }
}
