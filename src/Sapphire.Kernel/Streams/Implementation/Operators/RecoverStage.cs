using System.Runtime.ExceptionServices;
using Sapphire.Kernel.Streams.Implementation.Sources;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>A last element instead of a failure.</summary>
internal sealed class RecoverStage<T>(PullIterator<T> upstream, StageScope scope, Func<Exception, Option<T>> partialFunc) : FailureStage<T>(upstream, scope)
{
    protected override PullIterator<T> OnFailure(Exception cause)
    {
        Option<T> last = partialFunc(cause);
        if (!last.HasValue) ExceptionDispatchInfo.Throw(cause);
        IEnumerable<T> one = [last.Value];
        return new EnumeratorStage<T>(one.GetEnumerator);
    }
}
