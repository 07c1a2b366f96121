using System.Collections.Immutable;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>The empty message that tells the owner of a shard that it is the owner.</summary>
internal static class ProbeMessage
{
    public static WireMessage Create() => new()
    {
        SerializerId = 0,
        Manifest = "probe.1",
        Body = ReadOnlyMemory<byte>.Empty,
        MessageId = Guid.CreateVersion7().ToString("N"),
        Attributes = ImmutableDictionary<string, string>.Empty.Add(Marks.Probe, "1"),
    };
}
