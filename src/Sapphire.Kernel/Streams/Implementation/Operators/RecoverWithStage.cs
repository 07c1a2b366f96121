using System.Runtime.ExceptionServices;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Another source instead of a failure, a number of times or without end.</summary>
internal sealed class RecoverWithStage<T, TMat>(PullIterator<T> upstream, StageScope scope, Func<Exception, IGraph<SourceShape<T>, TMat>?> partialFunc, int attempts)
    : FailureStage<T>(upstream, scope)
{
    private int _left = attempts;

    protected override PullIterator<T> OnFailure(Exception cause)
    {
        IGraph<SourceShape<T>, TMat>? source = _left == 0 ? null : partialFunc(cause);
        if (source is null) ExceptionDispatchInfo.Throw(cause);
        if (_left > 0) _left--;
        Scope.ThrowIfCancelled();
        return Source.Of(source).Materialize(Scope, out _);
    }
}
