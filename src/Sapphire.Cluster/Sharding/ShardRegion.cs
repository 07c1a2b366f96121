using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// Owns the entities of one kind on this node: an entity is created by the first message to it.
/// <code>
/// (none) ──message──► active ──Passivate──► stopping (messages wait) ──Terminated──► (none), or active again when any waited
///                       └──────Terminated (crashed for good)──────────────────────► (none)
/// </code>
/// </summary>
public sealed class ShardRegion : ReceiveActor
{
    private readonly Func<string, Props> _entityProps;
    private readonly int _bufferSize;
    private readonly Dictionary<IActorRef, ImmutableQueue<(object Message, IActorRef Sender)>> _stopping = [];
    private int _buffered;

    /// <summary>Creates the region.</summary>
    /// <param name="entityProps">The props of the entity of an id.</param>
    /// <param name="bufferSize">How many messages may wait for entities that are stopping; what comes beyond goes to dead letters.</param>
    public ShardRegion(Func<string, Props> entityProps, int bufferSize = 10_000)
    {
        _entityProps = entityProps;
        _bufferSize = bufferSize;
        Receive<ShardingEnvelope>(Deliver);
        Receive<Passivate>(passivate =>
        {
            if (!_stopping.ContainsKey(Sender) && Equals(Context.Child(Sender.Path.Name), Sender))
            {
                _stopping.Add(Sender, []);
                Sender.Tell(passivate.StopMessage);
            }
        });
        Receive<Terminated>(terminated => Ended(terminated.ActorRef));
        Receive<EntityWork>(_ => { });
        Receive<GetEntities>(_ => Sender.Tell(new Entities([.. Context.GetChildren()])));
    }

    /// <summary>The props of a region.</summary>
    public static Props Props(Func<string, Props> entityProps) => Kernel.Actor.Props.Create(() => new ShardRegion(entityProps, 10_000));

    // An entity that fails is restarted and recovers; one that keeps failing is stopped, and its next message tries afresh.
    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(10, TimeSpan.FromMinutes(1), _ => Directive.Restart);

    private void Deliver(ShardingEnvelope envelope)
    {
        IActorRef entity = Context.Child(envelope.EntityId);
        if (entity.IsNobody())
        {
            entity = Context.Watch(Context.ActorOf(_entityProps(envelope.EntityId), envelope.EntityId));
        }

        if (!_stopping.TryGetValue(entity, out ImmutableQueue<(object, IActorRef)>? waiting))
        {
            entity.Forward(envelope.Message);
        }
        else if (_buffered < _bufferSize)
        {
            _stopping[entity] = waiting.Enqueue((envelope.Message, Sender));
            _buffered++;
        }
        else
        {
            Context.System.DeadLetters.Tell(envelope.Message, Sender);
        }
    }

    private void Ended(IActorRef entity)
    {
        if (!_stopping.Remove(entity, out ImmutableQueue<(object Message, IActorRef Sender)>? waiting) || waiting.IsEmpty)
        {
            return;
        }

        string id = entity.Path.Name;
        IActorRef next = Context.Watch(Context.ActorOf(_entityProps(id), id));
        foreach ((object message, IActorRef sender) in waiting)
        {
            _buffered--;
            next.Tell(message, sender);
        }
    }
}
