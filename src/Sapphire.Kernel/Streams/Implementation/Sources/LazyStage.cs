using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>A source that is made and run with the first pull.</summary>
internal sealed class LazyStage<T, TMat>(StageScope scope, Func<Source<T, TMat>> create, TaskCompletionSource<TMat> materialised) : PullIterator<T>
{
    private PullIterator<T>? _source;

    public override async ValueTask<bool> MoveNextAsync()
    {
        if (_source is null)
        {
            try
            {
                _source = create().Materialize(scope, out TMat mat);
                materialised.TrySetResult(mat);
            }
            catch (Exception ex)
            {
                materialised.TrySetException(ex);
                throw;
            }
        }

        if (!await _source.MoveNextAsync()) return false;
        Current = _source.Current;
        return true;
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        if (_source is not null) return _source.CancelAsync(cause);
        materialised.TrySetException(new InvalidOperationException("The stream ended before its lazy source was needed."));
        return ValueTask.CompletedTask;
    }
}
