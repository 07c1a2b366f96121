using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Operators;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of sources: time.</summary>
#pragma warning disable MA0048 // Parts by topic.
public static partial class SourceOperations
{
    /// <summary>Emits groups of a size, or what there is at each tick of an interval that begins anew with each full group. Draws one element ahead while a group waits.</summary>
    public static Source<IEnumerable<T>, TMat> GroupedWithin<T, TMat>(this Source<T, TMat> flow, int n, TimeSpan timeout) =>
        flow.Via(OperatorFlows.GroupedWithin<T>(n, timeout));

    /// <summary>As <c>GroupedWithin</c>, by weight.</summary>
    public static Source<IEnumerable<T>, TMat> GroupedWeightedWithin<T, TMat>(this Source<T, TMat> flow, long maxWeight, TimeSpan interval, Func<T, long> costFn) =>
        flow.Via(OperatorFlows.GroupedWeightedWithin(maxWeight, int.MaxValue, interval, costFn));

    /// <summary>As <c>GroupedWithin</c>, by weight and number.</summary>
    public static Source<IEnumerable<T>, TMat> GroupedWeightedWithin<T, TMat>(this Source<T, TMat> flow, long maxWeight, int maxNumber, TimeSpan interval, Func<T, long> costFn) =>
        flow.Via(OperatorFlows.GroupedWeightedWithin(maxWeight, maxNumber, interval, costFn));

    /// <summary>Emits each element a time after it has come. Holds as many as the input buffer is large (16); then the strategy says what goes.</summary>
    public static Source<T, TMat> Delay<T, TMat>(this Source<T, TMat> flow, TimeSpan of, DelayOverflowStrategy? strategy = null) =>
        flow.Via(OperatorFlows.Delay<T>(of, strategy));

    /// <summary>Pulls the first element only after a time.</summary>
    public static Source<T, TMat> InitialDelay<T, TMat>(this Source<T, TMat> flow, TimeSpan delay) => flow.Via(OperatorFlows.InitialDelay<T>(delay));

    /// <summary>Completes, and cancels upstream, after a time.</summary>
    public static Source<T, TMat> TakeWithin<T, TMat>(this Source<T, TMat> flow, TimeSpan duration) => flow.Via(OperatorFlows.TakeWithin<T>(duration));

    /// <summary>Drops the elements that come within a time from the start.</summary>
    public static Source<T, TMat> SkipWithin<T, TMat>(this Source<T, TMat> flow, TimeSpan duration) => flow.Via(OperatorFlows.SkipWithin<T>(duration));

    /// <summary>Fails with <see cref="TimeoutException"/> when no element has come within a time from the start.</summary>
    public static Source<T, TMat> InitialTimeout<T, TMat>(this Source<T, TMat> flow, TimeSpan timeout) => flow.Via(OperatorFlows.Timeout<T>(TimeoutKind.Initial, timeout));

    /// <summary>Fails with <see cref="TimeoutException"/> when the stream has not completed within a time from the start.</summary>
    public static Source<T, TMat> CompletionTimeout<T, TMat>(this Source<T, TMat> flow, TimeSpan timeout) =>
        flow.Via(OperatorFlows.Timeout<T>(TimeoutKind.Completion, timeout));

    /// <summary>Fails with <see cref="TimeoutException"/> when so much time lies between two elements, or before the first.</summary>
    public static Source<T, TMat> IdleTimeout<T, TMat>(this Source<T, TMat> flow, TimeSpan timeout) => flow.Via(OperatorFlows.Timeout<T>(TimeoutKind.Idle, timeout));

    /// <summary>Fails with <see cref="TimeoutException"/> when so much time lies between an element and the next pull, or before the first.</summary>
    public static Source<T, TMat> BackpressureTimeout<T, TMat>(this Source<T, TMat> flow, TimeSpan timeout) =>
        flow.Via(OperatorFlows.Timeout<T>(TimeoutKind.Backpressure, timeout));

    /// <summary>Emits an element of its own when downstream has waited and none has come for a time. Draws one element ahead.</summary>
    public static Source<TInjected, TMat> KeepAlive<T, TInjected, TMat>(this Source<T, TMat> flow, TimeSpan timeout, Func<TInjected> injectElement)
        where T : TInjected =>
        flow.Via(OperatorFlows.KeepAlive<T, TInjected>(timeout, injectElement));
}
