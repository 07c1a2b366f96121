using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of sources: failures and the end.</summary>
#pragma warning disable MA0048 // Parts by topic.
public static partial class SourceOperations
{
    /// <summary>A last element instead of a failure, where the function gives one.</summary>
    public static Source<T, TMat> Recover<T, TMat>(this Source<T, TMat> flow, Func<Exception, Option<T>> partialFunc) => flow.Via(OperatorFlows.Recover(partialFunc));

    /// <summary>Another source instead of a failure, where the function gives one, so many times (-1: without end).</summary>
    public static Source<T, TMat> RecoverWithRetries<T, TMat2, TMat>(this Source<T, TMat> flow, Func<Exception, IGraph<SourceShape<T>, TMat2>?> partialFunc, int attempts) =>
        flow.Via(OperatorFlows.RecoverWithRetries(partialFunc, attempts));

    /// <summary>Another source instead of a failure, without end.</summary>
    public static Source<T, TMat> RecoverWith<T, TMat2, TMat>(this Source<T, TMat> flow, Func<Exception, IGraph<SourceShape<T>, TMat2>?> partialFunc) =>
        flow.Via(OperatorFlows.RecoverWithRetries(partialFunc, -1));

    /// <summary>Another failure instead of a failure.</summary>
    public static Source<T, TMat> SelectError<T, TMat>(this Source<T, TMat> flow, Func<Exception, Exception> selector) => flow.Via(OperatorFlows.SelectError<T>(selector));

    /// <summary>Tells how the stream ended at this place: completed or cancelled without a failure, or failed.</summary>
    public static Source<T, TMat2> WatchTermination<T, TMat, TMat2>(this Source<T, TMat> flow, Func<TMat, Task<Done>, TMat2> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.WatchTermination<T>(), materializerFunction);
}
