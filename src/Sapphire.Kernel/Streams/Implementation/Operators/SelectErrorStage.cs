namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Another failure instead of a failure.</summary>
internal sealed class SelectErrorStage<T>(PullIterator<T> upstream, StageScope scope, Func<Exception, Exception> selector) : FailureStage<T>(upstream, scope)
{
    protected override PullIterator<T> OnFailure(Exception cause) => throw selector(cause);
}
