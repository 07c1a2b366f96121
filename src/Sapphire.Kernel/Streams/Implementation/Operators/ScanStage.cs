namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Begins with the zero, and after a restart says it again.</summary>
internal sealed class ScanStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope, TOut zero, Func<TOut, TIn, TOut> scan)
    : SynchronousStage<TIn, TOut>(upstream, scope, startsByItself: true)
{
    protected override StageResult OnStart() => OnRestart();

    protected override StageResult OnPush(TIn element)
    {
        Current = scan(Current, element);
        return StageResult.Push;
    }

    protected override StageResult OnRestart()
    {
        Current = zero;
        return StageResult.Push;
    }
}
