namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A junction of several sources.</summary>
internal interface IFanIn<TIn, TOut>
{
    /// <summary>Makes the stage, and through it those above.</summary>
    PullIterator<TOut> Join(StageScope scope, Upstream<TIn>[] upstreams);
}
