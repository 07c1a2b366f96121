namespace Sapphire.Kernel.Routing;

/// <summary>How a router chooses. Called by all senders at once.</summary>
public abstract class RoutingLogic
{
    /// <summary>Chooses for one message.</summary>
    /// <param name="message">The message, in its envelope if it has one.</param>
    /// <param name="routees">Among whom; never changed, a change of the router makes a new array.</param>
    /// <returns>The routee; <see cref="Routee.NoRoutee"/> for none.</returns>
    public abstract Routee Select(object message, Routee[] routees);
}
