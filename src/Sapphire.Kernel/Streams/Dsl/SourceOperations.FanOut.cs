using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of sources: several sinks.</summary>
#pragma warning disable MA0048 // Parts by topic.
public static partial class SourceOperations
{
    /// <summary>Each element to a sink too, which holds the stream back while it is busy. When either cancels, the other goes on; with <c>propagateFailure</c>, it ends with it.</summary>
    public static Source<T, TMat> AlsoTo<T, TMat2, TMat>(this Source<T, TMat> flow, IGraph<SinkShape<T>, TMat2> that, bool propagateFailure = false) =>
        flow.Via(OperatorFlows.AlsoTo(that, propagateFailure));

    /// <summary>Each element to a sink too, which never holds the stream back: while it is busy, only the latest element waits for it.</summary>
    public static Source<T, TMat> WireTap<T, TMat2, TMat>(this Source<T, TMat> flow, IGraph<SinkShape<T>, TMat2> that) => flow.Via(OperatorFlows.WireTap(that));

    /// <summary>Each element to an action too, which never holds the stream back: while it is busy, only the latest element waits for it.</summary>
    public static Source<T, TMat> WireTap<T, TMat>(this Source<T, TMat> flow, Action<T> action) => flow.Via(OperatorFlows.WireTap(Sink.ForEach(action)));

    /// <summary>The elements that meet a condition to a sink instead, which holds the stream back while an element waits for it. When either cancels, its elements are dropped; upstream is cancelled when both have.</summary>
    public static Source<T, TMat> DivertTo<T, TMat2, TMat>(this Source<T, TMat> flow, IGraph<SinkShape<T>, TMat2> that, Func<T, bool> when) =>
        flow.Via(OperatorFlows.DivertTo(that, when));

    /// <summary>As <c>AlsoTo</c>, with a materialised value of both.</summary>
    public static Source<T, TMat3> AlsoToMaterialized<T, TMat2, TMat, TMat3>(this Source<T, TMat> flow, IGraph<SinkShape<T>, TMat2> that, Func<TMat, TMat2, TMat3> materializerFunction, bool propagateFailure = false) =>
        flow.ViaMaterialized(OperatorFlows.AlsoTo(that, propagateFailure), materializerFunction);

    /// <summary>As <c>WireTap</c>, with a materialised value of both.</summary>
    public static Source<T, TMat3> WireTapMaterialized<T, TMat2, TMat, TMat3>(this Source<T, TMat> flow, IGraph<SinkShape<T>, TMat2> that, Func<TMat, TMat2, TMat3> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.WireTap(that), materializerFunction);

    /// <summary>As <c>DivertTo</c>, with a materialised value of both.</summary>
    public static Source<T, TMat3> DivertToMaterialized<T, TMat2, TMat, TMat3>(this Source<T, TMat> flow, IGraph<SinkShape<T>, TMat2> that, Func<T, bool> when, Func<TMat, TMat2, TMat3> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.DivertTo(that, when), materializerFunction);
}
