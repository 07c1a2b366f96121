using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams;

/// <summary>A child of the owner of a materializer: its end is the end of the graphs.</summary>
internal sealed class StreamSupervisor(ActorMaterializer materializer) : ActorBase
{
    private static long s_count;

    public static string NextName() => $"StreamSupervisor-{Interlocked.Increment(ref s_count)}";

    protected override bool Receive(object message) => false;

    protected override void PostStop() => materializer.End("The actor that owned the stream has ended.");
}
