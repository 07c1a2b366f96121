namespace Sapphire.Kernel.Streams.Implementation.Sources;

internal sealed class RepeatStage<T> : PullIterator<T>
{
    private readonly T _element;

    public RepeatStage(T element) => _element = element;

    public override ValueTask<bool> MoveNextAsync()
    {
        Current = _element;
        return new ValueTask<bool>(true);
    }

    public override ValueTask CancelAsync(Exception? cause) => ValueTask.CompletedTask;
}
