using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// What a shard knows of one of its entities. Belongs to the shard's actor.
/// <code>
/// (no actor) ──delivery──► active ──Passivate, hand-over──► stopping ──ended──► forgotten, or active again when any waits
///     ▲                      │ failed, or ended by itself
///     └── rested ── resting ◄┘  (then careful: one delivery at a time, until all that waited is answered)
/// </code>
/// </summary>
internal sealed class ShardEntity(string id)
{
    public string Id => id;

    /// <summary>The actor; null while there is none.</summary>
    public IActorRef? Ref { get; set; }

    /// <summary>What is not answered, oldest first.</summary>
    public LinkedList<PendingDelivery> Pending { get; } = [];

    /// <summary>It was asked to stop, and gets nothing more.</summary>
    public bool IsStopping { get; set; }

    /// <summary>It has failed, and is about to end.</summary>
    public bool IsFailing { get; set; }

    /// <summary>It has work that a hand-over would cut off.</summary>
    public bool IsBusy { get; set; }

    /// <summary>It waits for its next life.</summary>
    public bool IsResting { get; set; }

    /// <summary>It gets one delivery at a time, so that it is clear which one it fails on.</summary>
    public bool IsCareful { get; set; }

    /// <summary>What it failed with in this life.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How often it has ended without an answer in between.</summary>
    public int Ends { get; set; }

    public bool HasTold => Pending.Any(p => p is { IsTold: true, Answered.IsAnswered: false });
}
