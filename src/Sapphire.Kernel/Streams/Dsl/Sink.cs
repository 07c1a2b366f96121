using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The end of a stream: a description, which runs anew each time it is materialised.</summary>
public sealed class Sink<TIn, TMat> : IGraph<SinkShape<TIn>, TMat>
{
    private readonly Builder _build;

    internal Sink(Builder build) => _build = build;

    /// <summary>Adds what draws the elements to the run; calls <paramref name="upstream"/> once, with the scope that those above run in.</summary>
    internal delegate void Builder(StageScope scope, Upstream<TIn> upstream, out TMat mat);

    internal void Materialize(StageScope scope, Upstream<TIn> upstream, out TMat mat) => _build(scope, upstream, out mat);

    /// <summary>Puts a source before, and runs; gives the source's materialised value.</summary>
    public TMat2 RunWith<TMat2>(IGraph<SourceShape<TIn>, TMat2> source, IMaterializer materializer) => Source.Of(source).To(this).Run(materializer);

    /// <summary>Takes other elements, each turned into one of its own.</summary>
    public Sink<TIn2, TMat> ContraMap<TIn2>(Func<TIn2, TIn> function) => Flow.Create<TIn2>().Select(function).ToMaterialized(this, Keep.Right);

    /// <summary>With another materialised value.</summary>
    public Sink<TIn, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> fn)
    {
        ArgumentNullException.ThrowIfNull(fn);
        return new Sink<TIn, TMat2>((StageScope scope, Upstream<TIn> upstream, out TMat2 mat) =>
        {
            _build(scope, upstream, out TMat own);
            mat = fn(own);
        });
    }

    /// <summary>With attributes for this part.</summary>
    public Sink<TIn, TMat> AddAttributes(Attributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return new Sink<TIn, TMat>((StageScope scope, Upstream<TIn> upstream, out TMat mat) =>
            _build(scope.With(scope.Attributes.And(attributes)), inner => upstream(inner.With(scope.Attributes)), out mat));
    }

    /// <summary>As <see cref="AddAttributes"/>.</summary>
    public Sink<TIn, TMat> WithAttributes(Attributes attributes) => AddAttributes(attributes);

    /// <summary>With a name, for messages.</summary>
    public Sink<TIn, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    /// <summary>Runs this part by itself, with a buffer before it.</summary>
    public Sink<TIn, TMat> Async() => new((StageScope scope, Upstream<TIn> upstream, out TMat mat) =>
        _build(scope, inner => new AsyncBoundary<TIn>(inner, upstream), out mat));
}
