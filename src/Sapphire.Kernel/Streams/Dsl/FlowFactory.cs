using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Makes flows.</summary>
#pragma warning disable MA0048 // Its generic namesake has the file of the name.
public static class Flow
{
    /// <summary>A flow that changes nothing.</summary>
    public static Flow<T, T, NotUsed> Create<T>() => Stages.Flow<T, T>(static (upstream, _) => upstream);

    /// <summary>A flow that applies a function.</summary>
    public static Flow<TIn, TOut, NotUsed> FromFunction<TIn, TOut>(Func<TIn, TOut> function) => Create<TIn>().Select(function);

    /// <summary>A flow from its description.</summary>
    public static Flow<TIn, TOut, TMat> FromGraph<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> graph) => Of(graph);

    internal static Flow<TIn, TOut, TMat> Of<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> graph) => (Flow<TIn, TOut, TMat>)graph;
}
