using System.Runtime.Serialization;
using System.Text.Json;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// Sends envelopes to the queues of their shards, in the order of the calls. A sender whose message could not be stored there gets a
/// <see cref="Status.Failure"/>. Belongs to one actor.
/// </summary>
internal sealed class ShardSender(ShardServices services, IActorRef region)
{
    private readonly HashSet<Type> _logged = [];
    private int _pending;

    public void Send(ShardingEnvelope envelope, IActorRef? sender)
    {
        object message = envelope.Message;
        if (!ActorPath.IsValidPathElement(envelope.EntityId))
        {
            Refuse(message, sender, new ArgumentException($"'{envelope.EntityId}' is no id of an entity: use letters, digits and dashes."));
            return;
        }

        if (_pending >= services.Settings.MaxPending)
        {
            Refuse(message, sender, new ClusterException(ClusterError.Full, $"{_pending} messages to '{services.Kind.Name}' wait for the broker already. Try again when it answers."));
            return;
        }

        WireMessage wire;
        try
        {
            wire = services.Remoting.Format.Write(envelope, sender, services.Settings.MessageId?.Invoke(message));
        }
        catch (Exception e) when (e is SerializationException or ClusterException or NotSupportedException or JsonException)
        {
            if (_logged.Add(message.GetType())) services.Remoting.LogUnwritable(message.GetType(), e);
            Refuse(message, sender, e);
            return;
        }

        _pending++;
        _ = services.Entities.SendAsync(services.Kind, services.Kind.ShardOf(envelope.EntityId), wire)
            .PipeTo(region, success: () => new SendEnded(message, sender, null), failure: error => new SendEnded(message, sender, error));
    }

    public void Ended(SendEnded ended)
    {
        _pending--;
        if (ended.Error is not null) Refuse(ended.Message, ended.Sender, ended.Error);
    }

    private void Refuse(object message, IActorRef? sender, Exception error)
    {
        if (sender is null) services.Remoting.System.DeadLetters.Tell(message, ActorRefs.NoSender);
        else sender.Tell(new Status.Failure(error), region);
    }
}
