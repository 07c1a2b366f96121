using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Restarts;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>
/// Flows that are run again when they end before their upstream. What was under way within them is lost. The end of upstream, and
/// cancellation from downstream, are the end.
/// </summary>
public static class RestartFlow
{
    /// <summary>Runs a flow again after it has failed, completed or cancelled its upstream.</summary>
    /// <param name="flowFactory">Makes the flow of each run; if it throws, the stream fails.</param>
    /// <param name="settings">When, and how often.</param>
    public static Flow<TIn, TOut, NotUsed> WithBackoff<TIn, TOut, TMat>(Func<Flow<TIn, TOut, TMat>> flowFactory, RestartSettings settings) => Create(flowFactory, settings, onlyOnFailures: false);

    /// <summary>Runs a flow again after it has failed; its completion is the end.</summary>
    /// <param name="flowFactory">Makes the flow of each run; if it throws, the stream fails.</param>
    /// <param name="settings">When, and how often.</param>
    public static Flow<TIn, TOut, NotUsed> OnFailuresWithBackoff<TIn, TOut, TMat>(Func<Flow<TIn, TOut, TMat>> flowFactory, RestartSettings settings) => Create(flowFactory, settings, onlyOnFailures: true);

    private static Flow<TIn, TOut, NotUsed> Create<TIn, TOut, TMat>(Func<Flow<TIn, TOut, TMat>> factory, RestartSettings settings, bool onlyOnFailures)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(settings);
        return new Flow<TIn, TOut, NotUsed>((StageScope scope, Upstream<TIn> upstream, out NotUsed mat) =>
        {
            mat = NotUsed.Instance;
            DetachedScope above = scope.Fork();
            return new RestartFlowStage<TIn, TOut, TMat>(factory, new RestartUpstream<TIn>(upstream(above), above), settings, onlyOnFailures, scope);
        });
    }
}
