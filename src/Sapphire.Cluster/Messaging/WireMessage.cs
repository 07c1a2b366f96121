using System.Collections.Immutable;

namespace Sapphire.Cluster.Messaging;

/// <summary>
/// What travels between nodes: the bytes of a message, and what is needed to read and to answer it. <see cref="WireFormat"/> makes
/// it from an object and reads it. <c>ReadOnlyMemory</c> has no equality of content: compare <see cref="MessageId"/>.
/// </summary>
public sealed record WireMessage
{
    /// <summary>The version of this envelope and of what nodes say to each other. A node reads its own and all lower ones.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>The largest body, in bytes. What is bigger belongs into the store, and its address into the message.</summary>
    public const int LargestBody = 16 * 1024 * 1024;

    /// <summary>The number of the serialiser of the body.</summary>
    public required int SerializerId { get; init; }

    /// <summary>The name of the body's type; empty where the serialiser needs none.</summary>
    public required string Manifest { get; init; }

    /// <summary>The message itself.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Which message it is. A message that is sent again keeps it: consumers know duplicates by it.</summary>
    public required string MessageId { get; init; }

    /// <summary>What it answers or belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The node that sent it.</summary>
    public NodeId? SenderNode { get; init; }

    /// <summary>The actor that sent it, as text of its own system.</summary>
    public string? SenderRef { get; init; }

    /// <summary>The version of the protocol that the sender speaks.</summary>
    public int Protocol { get; init; } = CurrentProtocol;

    /// <summary>Whatever else goes beside the body: short texts. Names that begin with <c>x-</c> are the transport's.</summary>
    public ImmutableDictionary<string, string> Attributes { get; init; } = ImmutableDictionary<string, string>.Empty;
}
