using System.Collections.Immutable;
using System.Runtime.Serialization;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Cluster.Messaging;

/// <summary>Messages of a system to <see cref="WireMessage"/> and back. Thread-safe.</summary>
public sealed class WireFormat
{
    private readonly ActorSystem _system;

    /// <summary>Creates it.</summary>
    /// <param name="system">Whose serialisers are used.</param>
    /// <param name="self">The node that sends.</param>
    public WireFormat(ActorSystem system, NodeId self)
    {
        ArgumentNullException.ThrowIfNull(system);
        _system = system;
        Self = self;
    }

    /// <summary>The node that sends.</summary>
    public NodeId Self { get; }

    /// <summary>A message, ready to travel.</summary>
    /// <param name="message">What is sent.</param>
    /// <param name="sender">Who wants the answer.</param>
    /// <param name="messageId">Which message it is: the id of a command, say. A new UUIDv7 when null.</param>
    /// <param name="correlationId">What it answers or belongs to.</param>
    /// <param name="attributes">What else goes with it.</param>
    /// <exception cref="SerializationException">Its type has no serialiser, or is for this process only.</exception>
    /// <exception cref="ClusterException"><see cref="ClusterError.TooLarge"/>.</exception>
    public WireMessage Write(object message, IActorRef? sender = null, string? messageId = null, string? correlationId = null, ImmutableDictionary<string, string>? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message is INoSerializationVerificationNeeded && !_system.Serialization.HasSerializer(message.GetType()))
        {
            throw new SerializationException($"{message.GetType()} is for this process only. Register it with its protocol to send it to another node.");
        }

        Serialization serialization = _system.Serialization;
        Serializer serializer = serialization.FindSerializerFor(message);
        byte[] body = serialization.Serialize(message);
        Check(message.GetType().Name, body.Length);
        return new()
        {
            SerializerId = serializer.Identifier,
            Manifest = Serialization.ManifestFor(serializer, message),
            Body = body,
            MessageId = messageId ?? Guid.CreateVersion7().ToString("N"),
            CorrelationId = correlationId,
            SenderNode = Self,
            SenderRef = sender is null || sender.IsNobody() ? null : Serialization.SerializedActorPath(sender),
            Attributes = attributes ?? ImmutableDictionary<string, string>.Empty,
        };
    }

    /// <summary>The message that travelled.</summary>
    /// <exception cref="ClusterException">
    /// <see cref="ClusterError.VersionNewer"/>, <see cref="ClusterError.UnknownMessage"/> or <see cref="ClusterError.Malformed"/>: it
    /// will never be read here; a delivery of it is to be rejected.
    /// </exception>
    public object Read(WireMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        string from = message.SenderNode is { } node ? $" from node {node.Name}" : "";
        if (message.Protocol > WireMessage.CurrentProtocol)
        {
            throw new ClusterException(ClusterError.VersionNewer,
                $"The message {message.MessageId}{from} speaks version {message.Protocol} of the protocol, this node up to {WireMessage.CurrentProtocol}. Update this node, then requeue the message.");
        }

        try
        {
            return _system.Serialization.Deserialize(message.Body.ToArray(), message.SerializerId, message.Manifest)
                ?? throw new SerializationException("It is null.");
        }
        catch (SerializationException ex) when (ex.InnerException is null)
        {
            throw new ClusterException(ClusterError.UnknownMessage,
                $"The message {message.MessageId}{from} ('{message.Manifest}', serialiser {message.SerializerId}) is not known here: {ex.Message} The sender may be newer: update this node, then requeue the message.", ex);
        }
        catch (Exception ex)
        {
            throw new ClusterException(ClusterError.Malformed,
                $"The message {message.MessageId}{from} ('{message.Manifest}', serialiser {message.SerializerId}) cannot be read: {ex.GetType().Name}. Look at it in the dead letters, then purge it.", ex);
        }
    }

    internal static void Check(string what, int length)
    {
        if (length > WireMessage.LargestBody)
        {
            throw new ClusterException(ClusterError.TooLarge, $"{what} has {length} bytes; a message may have {WireMessage.LargestBody}. Store it, and send where it is.");
        }
    }
}
