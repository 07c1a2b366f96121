#pragma warning disable MA0048 // A family of small messages.
using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Routing;

/// <summary>A message in an envelope for the router: the routees get what is in it.</summary>
/// <param name="message">The message.</param>
public abstract class RouterEnvelope(object message) : INoSerializationVerificationNeeded
{
    /// <summary>The message.</summary>
    public object Message { get; } = message;
}

/// <summary>A message for all routees, whatever the router's way of choosing. <c>new Broadcast(PoisonPill.Instance)</c> ends them after the messages they have.</summary>
/// <param name="message">The message.</param>
public sealed class Broadcast(object message) : RouterEnvelope(message);

/// <summary>A message to the router itself.</summary>
public abstract class RouterManagementMessage : INoSerializationVerificationNeeded
{
    private protected RouterManagementMessage()
    {
    }
}

/// <summary>Asks for the present routees; answered with <see cref="Routees"/>.</summary>
public sealed class GetRoutees : RouterManagementMessage
{
    private GetRoutees()
    {
    }

    /// <summary>The one instance.</summary>
    public static GetRoutees Instance { get; } = new();
}

/// <summary>The answer to <see cref="GetRoutees"/>.</summary>
public sealed class Routees : INoSerializationVerificationNeeded
{
    /// <summary>Makes it.</summary>
    public Routees(IEnumerable<Routee> routees) => Members = [.. routees];

    /// <summary>The routees.</summary>
    public ImmutableArray<Routee> Members { get; }
}

/// <summary>Adds a routee; the router watches it, and does not supervise it.</summary>
/// <param name="routee">Whom.</param>
public sealed class AddRoutee(Routee routee) : RouterManagementMessage
{
    /// <summary>Whom.</summary>
    public Routee Routee { get; } = routee;
}

/// <summary>Takes a routee out; one that the router made is ended after the messages it has.</summary>
/// <param name="routee">Whom.</param>
public sealed class RemoveRoutee(Routee routee) : RouterManagementMessage
{
    /// <summary>Whom.</summary>
    public Routee Routee { get; } = routee;
}

/// <summary>Makes so many more routees, or takes so many out.</summary>
/// <param name="change">How many; negative to take out.</param>
public sealed class AdjustPoolSize(int change) : RouterManagementMessage
{
    /// <summary>How many; negative to take out.</summary>
    public int Change { get; } = change;
}
