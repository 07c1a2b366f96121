using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>The second upstream when the first has completed without an element; else it is cancelled with the first element.</summary>
internal sealed class OrElseStage<T>(PullIterator<T> primary, PullIterator<T> secondary) : PullIterator<T>
{
    private PullIterator<T>? _current;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<bool> MoveNextAsync()
    {
        bool moved = await (_current ?? primary).MoveNextAsync();
        if (_current is null)
        {
            _current = primary;
            if (moved)
            {
                await secondary.CancelAsync(null);
            }
            else
            {
                await primary.CancelAsync(null);
                _current = secondary;
                moved = await secondary.MoveNextAsync();
            }
        }

        if (moved) Current = _current.Current;
        return moved;
    }

    public override ValueTask CancelAsync(Exception? cause) => Release.AllAsync([primary, secondary], cause);
}
