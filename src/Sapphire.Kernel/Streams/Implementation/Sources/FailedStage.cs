namespace Sapphire.Kernel.Streams.Implementation.Sources;

internal sealed class FailedStage<T>(Exception cause) : PullIterator<T>
{
    public override ValueTask<bool> MoveNextAsync() => ValueTask.FromException<bool>(cause);

    public override ValueTask CancelAsync(Exception? downstream) => ValueTask.CompletedTask;
}
