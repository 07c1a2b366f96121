using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

#pragma warning disable MA0048 // What is told of a drain, during it and at its end.

/// <summary>How a drain went.</summary>
/// <param name="Shards">How many shards were handed over.</param>
/// <param name="Slowest">How long the slowest of them took, from the end of the work in it to its release.</param>
/// <param name="Interrupted">Entities whose work was cut off, since it did not end within the grace.</param>
public sealed record DrainReport(int Shards, TimeSpan Slowest, int Interrupted) : INoSerializationVerificationNeeded
{
    /// <summary>Nothing to hand over.</summary>
    public static DrainReport None { get; } = new(0, TimeSpan.Zero, 0);

    internal DrainReport With(DrainReport other) => new(Shards + other.Shards, Slowest > other.Slowest ? Slowest : other.Slowest, Interrupted + other.Interrupted);
}

/// <summary>How far a drain is.</summary>
/// <param name="Left">Shards that this node has yet.</param>
/// <param name="Busy">Entities whose work is waited for.</param>
/// <param name="GraceLeft">How long it is waited for at most.</param>
public sealed record DrainStanding(int Left, int Busy, TimeSpan GraceLeft) : INoSerializationVerificationNeeded;
