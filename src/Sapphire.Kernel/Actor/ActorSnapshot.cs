namespace Sapphire.Kernel.Actor;

/// <summary>How an actor was at one moment, as far as can be seen from outside.</summary>
/// <param name="Path">Its path in its system: <c>/user/chats</c>.</param>
/// <param name="ActorType">The class of the actor.</param>
/// <param name="State">What it does.</param>
/// <param name="Queued">About how many messages wait for it.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="Children">How many children it has.</param>
public sealed record ActorSnapshot(string Path, Type ActorType, ActorState State, int Queued, int Restarts, int Children) : INoSerializationVerificationNeeded;

#pragma warning disable MA0048 // Belongs to it.

/// <summary>What an actor does, seen from outside.</summary>
public enum ActorState
{
    /// <summary>Waits for messages.</summary>
    Idle,

    /// <summary>Handles a message, or is about to.</summary>
    Busy,

    /// <summary>Takes no message: it has failed, or waits for an asynchronous handler.</summary>
    Suspended,

    /// <summary>Has ended, or is ending.</summary>
    Stopped,
}
