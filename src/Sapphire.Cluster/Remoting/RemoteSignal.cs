namespace Sapphire.Cluster.Remoting;

/// <summary>
/// What nodes say to each other besides messages, as attributes of a wire message without a body.
/// </summary>
internal static class RemoteSignal
{
    /// <summary>Whom it is for: a reference as its own node wrote it.</summary>
    public const string To = "to";

    /// <summary>Which signal it is; absent on a message for an actor.</summary>
    public const string Kind = "kind";

    /// <summary>When this node began to count what it sends to the other, and how many that were, with this one.</summary>
    public const string Number = "n";

    /// <summary>Who ended.</summary>
    public const string Actor = "actor";

    /// <summary>Whether it was there when it was watched.</summary>
    public const string Existed = "existed";

    /// <summary>Its body are lines of two references, the watched and its watcher, with a tabulator between.</summary>
    public const string Watch = "watch";

    /// <summary>As <see cref="Watch"/>.</summary>
    public const string Unwatch = "unwatch";

    /// <summary>A watched actor has ended.</summary>
    public const string Terminated = "terminated";

    /// <summary>Stop the actor.</summary>
    public const string Stop = "stop";

    /// <summary>Only its number counts: the other sees whether it has all that was sent before.</summary>
    public const string Mark = "mark";
}
