using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams;

/// <summary>Runs graphs.</summary>
public interface IMaterializer
{
    /// <summary>The system whose clock and log the graphs use.</summary>
    ActorSystem System { get; }

    /// <summary>Whether it has been shut down: it runs nothing any more.</summary>
    bool IsShutdown { get; }
}
