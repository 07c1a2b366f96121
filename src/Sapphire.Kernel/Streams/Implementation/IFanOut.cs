namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A junction of several sinks.</summary>
internal interface IFanOut<TIn, TOut>
{
    /// <summary>Makes the stages above, which run by themselves, and gives the outlets, each to be used once.</summary>
    Upstream<TOut>[] Split(StageScope scope, Upstream<TIn> upstream);
}
