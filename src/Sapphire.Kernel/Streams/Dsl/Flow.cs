using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The middle of a stream: a description, which runs anew each time it is materialised.</summary>
public sealed class Flow<TIn, TOut, TMat> : IGraph<FlowShape<TIn, TOut>, TMat>
{
    private readonly Builder _build;

    internal Flow(Builder build) => _build = build;

    /// <summary>Makes the stages in a scope; calls <paramref name="upstream"/> once, with the scope that those above run in.</summary>
    internal delegate PullIterator<TOut> Builder(StageScope scope, Upstream<TIn> upstream, out TMat mat);

    internal PullIterator<TOut> Materialize(StageScope scope, Upstream<TIn> upstream, out TMat mat) => _build(scope, upstream, out mat);

    /// <summary>Continues with a flow; keeps this one's materialised value.</summary>
    public Flow<TIn, T, TMat> Via<T, TMat2>(IGraph<FlowShape<TOut, T>, TMat2> flow) => ViaMaterialized(flow, Keep.Left);

    /// <summary>Continues with a flow.</summary>
    public Flow<TIn, T, TMat3> ViaMaterialized<T, TMat2, TMat3>(IGraph<FlowShape<TOut, T>, TMat2> flow, Func<TMat, TMat2, TMat3> combine)
    {
        Flow<TOut, T, TMat2> next = Flow.Of(flow);
        ArgumentNullException.ThrowIfNull(combine);
        return new Flow<TIn, T, TMat3>((StageScope scope, Upstream<TIn> upstream, out TMat3 mat) =>
        {
            TMat left = default!;
            PullIterator<T> stage = next.Materialize(scope, inner => _build(inner, upstream, out left), out TMat2 right);
            mat = combine(left, right);
            return stage;
        });
    }

    /// <summary>Ends in a sink; keeps this one's materialised value.</summary>
    public Sink<TIn, TMat> To<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink) => ToMaterialized(sink, Keep.Left);

    /// <summary>Ends in a sink.</summary>
    public Sink<TIn, TMat3> ToMaterialized<TMat2, TMat3>(IGraph<SinkShape<TOut>, TMat2> sink, Func<TMat, TMat2, TMat3> combine)
    {
        Sink<TOut, TMat2> last = Sink.Of(sink);
        ArgumentNullException.ThrowIfNull(combine);
        return new Sink<TIn, TMat3>((StageScope scope, Upstream<TIn> upstream, out TMat3 mat) =>
        {
            TMat left = default!;
            last.Materialize(scope, inner => _build(inner, upstream, out left), out TMat2 right);
            mat = combine(left, right);
        });
    }

    /// <summary>Puts a source before and a sink behind, and runs; gives both materialised values.</summary>
    public (TMat1, TMat2) RunWith<TMat1, TMat2>(IGraph<SourceShape<TIn>, TMat1> source, IGraph<SinkShape<TOut>, TMat2> sink, IMaterializer materializer) =>
        Source.Of(source).Via(this).ToMaterialized(sink, Keep.Both).Run(materializer);

    /// <summary>With another materialised value.</summary>
    public Flow<TIn, TOut, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc)
    {
        ArgumentNullException.ThrowIfNull(mapFunc);
        return new Flow<TIn, TOut, TMat2>((StageScope scope, Upstream<TIn> upstream, out TMat2 mat) =>
        {
            PullIterator<TOut> stage = _build(scope, upstream, out TMat own);
            mat = mapFunc(own);
            return stage;
        });
    }

    /// <summary>With attributes for this part; what lies inside may set its own.</summary>
    public Flow<TIn, TOut, TMat> AddAttributes(Attributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);

        // What lies above is not part of this: it keeps the attributes from outside.
        return new Flow<TIn, TOut, TMat>((StageScope scope, Upstream<TIn> upstream, out TMat mat) =>
            _build(scope.With(scope.Attributes.And(attributes)), inner => upstream(inner.With(scope.Attributes)), out mat));
    }

    /// <summary>As <see cref="AddAttributes"/>.</summary>
    public Flow<TIn, TOut, TMat> WithAttributes(Attributes attributes) => AddAttributes(attributes);

    /// <summary>With a name, for messages.</summary>
    public Flow<TIn, TOut, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    /// <summary>Runs this part by itself, with a buffer on either side.</summary>
    public Flow<TIn, TOut, TMat> Async() => new((StageScope scope, Upstream<TIn> upstream, out TMat mat) =>
    {
        TMat own = default!;
        AsyncBoundary<TOut> boundary = new(scope, inner => _build(inner, above => new AsyncBoundary<TIn>(above, upstream), out own));
        mat = own;
        return boundary;
    });
}
