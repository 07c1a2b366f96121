using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of flows: several sources.</summary>
#pragma warning disable MA0048 // Parts by topic.
public static partial class FlowOperations
{
    /// <summary>Then the elements of another source, which is run from the start but pulled only after this has completed.</summary>
    public static Flow<TIn, T, TMat> Concat<TIn, T, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> other) =>
        flow.Via(OperatorFlows.Concat(other, prepend: false));

    /// <summary>First the elements of another source.</summary>
    public static Flow<TIn, T, TMat> Prepend<TIn, T, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> that) =>
        flow.Via(OperatorFlows.Concat(that, prepend: true));

    /// <summary>The elements of another source when this completes without any; with the first element the other is cancelled.</summary>
    public static Flow<TIn, T, TMat> OrElse<TIn, T, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> secondary) =>
        flow.Via(OperatorFlows.OrElse(secondary));

    /// <summary>The elements of both as they come. Completes with the last, or eagerly with the first; fails with either.</summary>
    public static Flow<TIn, T, TMat> Merge<TIn, T, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> other, bool eagerComplete = false) =>
        flow.Via(OperatorFlows.Merge(other, eagerComplete));

    /// <summary>The elements of two sorted sources, sorted; waits until there is one of both, or one has completed.</summary>
    public static Flow<TIn, T, TMat> MergeSorted<TIn, T, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> other, Func<T, T, int> orderFunc) =>
        flow.Via(OperatorFlows.MergeSorted(other, orderFunc));

    /// <summary>As the other <c>MergeSorted</c>, with a comparer or the default one.</summary>
    public static Flow<TIn, T, TMat> MergeSorted<TIn, T, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> other, IComparer<T>? comparer = null) =>
        flow.Via(OperatorFlows.MergeSorted(other, (comparer ?? Comparer<T>.Default).Compare));

    /// <summary>So many elements of each in turn; goes on with the other when one has completed.</summary>
    public static Flow<TIn, T, TMat> Interleave<TIn, T, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> other, int segmentSize) =>
        flow.Via(OperatorFlows.Interleave(other, segmentSize));

    /// <summary>Pairs of both. Completes as soon as one of them has no more.</summary>
    public static Flow<TIn, (T, T2), TMat> Zip<TIn, T, T2, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T2>, TMat2> other) =>
        flow.Via(OperatorFlows.ZipWith<T, T2, (T, T2), TMat2>(other, static (a, b) => (a, b)));

    /// <summary>One element of each, combined. Completes as soon as one of them has no more.</summary>
    public static Flow<TIn, T3, TMat> ZipWith<TIn, T, T2, T3, TMat2, TMat>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T2>, TMat2> other, Func<T, T2, T3> combine) =>
        flow.Via(OperatorFlows.ZipWith(other, combine));

    /// <summary>As <c>Concat</c>, with a materialised value of both.</summary>
    public static Flow<TIn, T, TMat3> ConcatMaterialized<TIn, T, TMat2, TMat, TMat3>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> other, Func<TMat, TMat2, TMat3> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.Concat(other, prepend: false), materializerFunction);

    /// <summary>As <c>Prepend</c>, with a materialised value of both.</summary>
    public static Flow<TIn, T, TMat3> PrependMaterialized<TIn, T, TMat2, TMat, TMat3>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> that, Func<TMat, TMat2, TMat3> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.Concat(that, prepend: true), materializerFunction);

    /// <summary>As <c>Merge</c>, with a materialised value of both.</summary>
    public static Flow<TIn, T, TMat3> MergeMaterialized<TIn, T, TMat2, TMat, TMat3>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> that, Func<TMat, TMat2, TMat3> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.Merge(that, eagerComplete: false), materializerFunction);

    /// <summary>As <c>Interleave</c>, with a materialised value of both.</summary>
    public static Flow<TIn, T, TMat3> InterleaveMaterialized<TIn, T, TMat2, TMat, TMat3>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> other, int segmentSize, Func<TMat, TMat2, TMat3> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.Interleave(other, segmentSize), materializerFunction);

    /// <summary>As <c>OrElse</c>, with a materialised value of both.</summary>
    public static Flow<TIn, T, TMat3> OrElseMaterialized<TIn, T, TMat2, TMat, TMat3>(this Flow<TIn, T, TMat> flow, IGraph<SourceShape<T>, TMat2> secondary, Func<TMat, TMat2, TMat3> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.OrElse(secondary), materializerFunction);
}
