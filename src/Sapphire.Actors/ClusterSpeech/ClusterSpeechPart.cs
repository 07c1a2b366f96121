using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>What the actors of speech jobs work with.</summary>
/// <param name="Remoting">The cluster.</param>
/// <param name="Directory">Which nodes do what.</param>
/// <param name="Settings">How patient they are.</param>
/// <param name="Counters">What happened.</param>
internal sealed record ClusterSpeechPart(ClusterRemoting Remoting, SpeechDirectory Directory, ClusterSpeechSettings Settings, SpeechCounters Counters)
{
    public IClusterTransport Transport => Remoting.Transport;

    public TimeProvider Clock => Remoting.System.TimeProvider;
}
