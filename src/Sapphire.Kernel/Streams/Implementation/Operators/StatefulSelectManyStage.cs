using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Emits the sequence made of each element; a restart makes the function, and so its state, anew.</summary>
internal sealed class StatefulSelectManyStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope, Func<Func<TIn, IEnumerable<TOut>>> factory)
    : SynchronousStage<TIn, TOut>(upstream, scope)
{
    private readonly Decider? _decider = scope.Decider;
    private Func<TIn, IEnumerable<TOut>> _function = factory();
    private IEnumerator<TOut>? _current;

    public override ValueTask<bool> MoveNextAsync() => TryMove() ? new ValueTask<bool>(true) : base.MoveNextAsync();

    protected override StageResult OnPush(TIn element)
    {
        _current = _function(element).GetEnumerator();
        return TryMove() ? StageResult.Push : StageResult.Pull;
    }

    protected override StageResult OnRestart()
    {
        Drop();
        _function = factory();
        return StageResult.Pull;
    }

    public override async ValueTask CancelAsync(Exception? cause)
    {
        try
        {
            Drop();
        }
        finally
        {
            await base.CancelAsync(cause);
        }
    }

    private bool TryMove()
    {
        if (_current is null) return false;
        try
        {
            if (_current.MoveNext())
            {
                Current = _current.Current;
                return true;
            }
        }
        catch (Exception ex) when (_decider is not null && _decider(ex) is not Directive.Stop and var directive)
        {
            if (directive == Directive.Restart) OnRestart();
        }

        Drop();
        return false;
    }

    private void Drop()
    {
        _current?.Dispose();
        _current = null;
    }
}
