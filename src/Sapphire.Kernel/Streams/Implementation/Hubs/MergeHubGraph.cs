using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Hubs;

/// <summary>Makes the two sides of a merge hub.</summary>
internal static class MergeHubGraph
{
    public static Source<T, Sink<T, NotUsed>> Source<T>(int bufferSize) => new((StageScope scope, out Sink<T, NotUsed> mat) =>
    {
        MergeHubQueue<T> hub = new();
        mat = Stages.CancellableSink<T, NotUsed>(inner => (new MergeHubProducer<T>(hub, inner, bufferSize), NotUsed.Instance));
        return new MergeHubStage<T>(hub, scope);
    });
}
