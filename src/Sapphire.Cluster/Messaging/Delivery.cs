namespace Sapphire.Cluster.Messaging;

#pragma warning disable MA0048 // A delivery, and what may be done with it.

/// <summary>A message that waits for its acknowledgement. Each is answered once; a second answer changes nothing.</summary>
public interface IDelivery
{
    /// <summary>The message.</summary>
    WireMessage Message { get; }

    /// <summary>1 the first time. Each owner that went away with it counts, even where it never looked at it.</summary>
    int Attempt { get; }

    /// <summary>
    /// It has taken effect: it will not come again. Returns when that is on its way to the broker; if the connection is lost now, the
    /// message comes again.
    /// </summary>
    /// <exception cref="ClusterException"><see cref="ClusterError.NotOwner"/>: it will come, or has come, to somebody else.</exception>
    ValueTask AcknowledgeAsync();

    /// <summary>It can never take effect: it goes to the dead letters with the reason, and blocks nobody.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterError.NotOwner"/>: it will come, or has come, to somebody else.</exception>
    ValueTask RejectAsync(string reason);
}

/// <summary>A delivery of a work queue.</summary>
public interface IJob : IDelivery
{
    /// <summary>Cancelled when the job is no longer this node's: the connection was lost, and another node gets it.</summary>
    CancellationToken Lost { get; }

    /// <summary>Gives it back: it comes again, here or elsewhere, until its attempts are used up. It goes to the front of its queue.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterError.NotOwner"/>: it has been given to somebody else.</exception>
    ValueTask ReturnAsync();
}
