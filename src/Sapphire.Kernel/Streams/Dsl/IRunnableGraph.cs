namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>A graph with nothing open.</summary>
public interface IRunnableGraph<out TMat> : IGraph<ClosedShape, TMat>
{
    /// <summary>Runs it; each run is one of its own.</summary>
    /// <exception cref="MaterializerShutdownException">The materializer has ended.</exception>
    TMat Run(IMaterializer materializer);

    /// <summary>With another materialised value.</summary>
    IRunnableGraph<TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> func);
}
