using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The beginning of a stream: a description, which runs anew each time it is materialised.</summary>
public sealed class Source<TOut, TMat> : IGraph<SourceShape<TOut>, TMat>
{
    private readonly Builder _build;

    internal Source(Builder build) => _build = build;

    /// <summary>Makes the stages in a scope.</summary>
    internal delegate PullIterator<TOut> Builder(StageScope scope, out TMat mat);

    internal PullIterator<TOut> Materialize(StageScope scope, out TMat mat) => _build(scope, out mat);

    /// <summary>Continues with a flow; keeps this one's materialised value.</summary>
    public Source<T, TMat> Via<T, TMat2>(IGraph<FlowShape<TOut, T>, TMat2> flow) => ViaMaterialized(flow, Keep.Left);

    /// <summary>Continues with a flow.</summary>
    public Source<T, TMat3> ViaMaterialized<T, TMat2, TMat3>(IGraph<FlowShape<TOut, T>, TMat2> flow, Func<TMat, TMat2, TMat3> combine)
    {
        Flow<TOut, T, TMat2> next = Flow.Of(flow);
        ArgumentNullException.ThrowIfNull(combine);
        return new Source<T, TMat3>((StageScope scope, out TMat3 mat) =>
        {
            TMat left = default!;
            PullIterator<T> stage = next.Materialize(scope, inner => _build(inner, out left), out TMat2 right);
            mat = combine(left, right);
            return stage;
        });
    }

    /// <summary>Ends in a sink; keeps this one's materialised value.</summary>
    public IRunnableGraph<TMat> To<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink) => ToMaterialized(sink, Keep.Left);

    /// <summary>Ends in a sink.</summary>
    public IRunnableGraph<TMat3> ToMaterialized<TMat2, TMat3>(IGraph<SinkShape<TOut>, TMat2> sink, Func<TMat, TMat2, TMat3> combine)
    {
        Sink<TOut, TMat2> last = Sink.Of(sink);
        ArgumentNullException.ThrowIfNull(combine);
        return new RunnableGraph<TMat3>(scope =>
        {
            TMat left = default!;
            last.Materialize(scope, inner => _build(inner, out left), out TMat2 right);
            return combine(left, right);
        });
    }

    /// <summary>Ends in a sink and runs; gives the sink's materialised value.</summary>
    public TMat2 RunWith<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink, IMaterializer materializer) => ToMaterialized(sink, Keep.Right).Run(materializer);

    /// <summary>With another materialised value.</summary>
    public Source<TOut, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc)
    {
        ArgumentNullException.ThrowIfNull(mapFunc);
        return new Source<TOut, TMat2>((StageScope scope, out TMat2 mat) =>
        {
            PullIterator<TOut> stage = _build(scope, out TMat own);
            mat = mapFunc(own);
            return stage;
        });
    }

    /// <summary>With attributes for this part; what lies inside may set its own.</summary>
    public Source<TOut, TMat> AddAttributes(Attributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return new Source<TOut, TMat>((StageScope scope, out TMat mat) => _build(scope.With(scope.Attributes.And(attributes)), out mat));
    }

    /// <summary>As <see cref="AddAttributes"/>.</summary>
    public Source<TOut, TMat> WithAttributes(Attributes attributes) => AddAttributes(attributes);

    /// <summary>With a name, for messages.</summary>
    public Source<TOut, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    /// <summary>Runs this part by itself, with a buffer between it and what follows.</summary>
    public Source<TOut, TMat> Async() => new((StageScope scope, out TMat mat) =>
    {
        TMat own = default!;
        AsyncBoundary<TOut> boundary = new(scope, inner => _build(inner, out own));
        mat = own;
        return boundary;
    });
}
