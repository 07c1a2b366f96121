using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>A graph with nothing open.</summary>
public sealed class RunnableGraph<TMat> : IRunnableGraph<TMat>
{
    private readonly Func<StageScope, TMat> _build;

    internal RunnableGraph(Func<StageScope, TMat> build) => _build = build;

    /// <inheritdoc />
    public TMat Run(IMaterializer materializer) => ((ActorMaterializer)materializer).Materialize(_build);

    /// <inheritdoc />
    public IRunnableGraph<TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        return new RunnableGraph<TMat2>(scope => func(_build(scope)));
    }

    /// <summary>With attributes for all of it.</summary>
    public RunnableGraph<TMat> WithAttributes(Attributes attributes) => new(scope => _build(scope.With(scope.Attributes.And(attributes))));
}
