using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Routing;

/// <summary>Some routees and a way to choose among them. Immutable; usable on its own too, in an actor that wants to be the router itself.</summary>
public sealed class Router
{
    private readonly Routee[] _routees;

    /// <summary>Makes it.</summary>
    /// <param name="logic">How to choose.</param>
    /// <param name="routees">Among whom.</param>
    public Router(RoutingLogic logic, params Routee[] routees)
    {
        ArgumentNullException.ThrowIfNull(logic);
        ArgumentNullException.ThrowIfNull(routees);
        RoutingLogic = logic;
        _routees = [.. routees];
    }

    /// <summary>Among whom it chooses.</summary>
    public IReadOnlyList<Routee> Routees => ImmutableArray.Create(_routees);

    /// <summary>How it chooses.</summary>
    public RoutingLogic RoutingLogic { get; }

    internal int Count => _routees.Length;

    /// <summary>Sends a message to the routee chosen for it, or to all that <see cref="Broadcast"/> names; nothing where there is none.</summary>
    public void Route(object message, IActorRef? sender) => TryRoute(message, sender);

    /// <returns>False where there is no routee for the message.</returns>
    internal bool TryRoute(object message, IActorRef? sender)
    {
        if (message is Broadcast broadcast)
        {
            foreach (Routee routee in _routees) routee.Send(broadcast.Message, sender);
            return _routees.Length > 0;
        }

        Routee chosen = RoutingLogic.Select(message, _routees);
        if (ReferenceEquals(chosen, Routee.NoRoutee)) return false;
        chosen.Send(message is RouterEnvelope envelope ? envelope.Message : message, sender);
        return true;
    }

    /// <summary>With other routees.</summary>
    public Router WithRoutees(params Routee[] routees) => new(RoutingLogic, routees);

    /// <summary>With a routee more; the same where it is one already.</summary>
    public Router AddRoutee(Routee routee) => _routees.Contains(routee) ? this : WithRoutees([.. _routees, routee]);

    /// <summary>With an actor more; the same where it is a routee already.</summary>
    public Router AddRoutee(IActorRef routee) => AddRoutee(new ActorRefRoutee(routee));

    /// <summary>Without a routee.</summary>
    public Router RemoveRoutee(Routee routee) => WithRoutees([.. _routees.Where(r => !r.Equals(routee))]);

    /// <summary>Without an actor.</summary>
    public Router RemoveRoutee(IActorRef routee) => RemoveRoutee(new ActorRefRoutee(routee));
}
