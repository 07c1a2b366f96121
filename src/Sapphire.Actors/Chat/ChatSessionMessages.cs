using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Chat;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Makes a session load itself, and go on with a turn that was open or waiting; or the schedule, so that its timers ring.</summary>
public sealed record WakeUp
{
    /// <summary>The only one.</summary>
    public static WakeUp Instance { get; } = new();
}

/// <summary>On the event stream: a session stopped since it could not store or read.</summary>
internal sealed record ChatStopped(ChatId ChatId, CommandError Error) : INoSerializationVerificationNeeded;

/// <summary>Store what is unstored of the open reply.</summary>
internal sealed record StoreProgress : INoSerializationVerificationNeeded
{
    public static StoreProgress Instance { get; } = new();
}

/// <summary>The program stops: end the turn and store what it has said. Answered with the same message.</summary>
internal sealed record PrepareToStop : INoSerializationVerificationNeeded
{
    public static PrepareToStop Instance { get; } = new();
}

/// <summary>The chat goes to another node: end what is being said, or wait for its end for a moment, and stop.</summary>
internal sealed record HandOverChat : INoSerializationVerificationNeeded
{
    public static HandOverChat Instance { get; } = new();
}

/// <summary>The reply has had time enough to end before its chat goes to another node.</summary>
internal sealed record HandOverExpired : INoSerializationVerificationNeeded
{
    public static HandOverExpired Instance { get; } = new();
}

/// <summary>The region's answer to a passivating session.</summary>
internal sealed record StopSession : INoSerializationVerificationNeeded
{
    public static StopSession Instance { get; } = new();
}

/// <summary>From a turn to its session.</summary>
internal abstract record TurnMessage(TurnId TurnId) : INoSerializationVerificationNeeded
{
    /// <summary>The actor of the turn: what one left behind in the mailbox of a session that restarts is not of the next.</summary>
    public required IActorRef Turn { get; init; }
}

/// <summary>The model said more.</summary>
internal sealed record TurnSaid(TurnId TurnId, string Text, bool Reasoning) : TurnMessage(TurnId);

/// <summary>Answered with <see cref="TurnMayGoOn"/> when all before it is handled: holds a fast model back.</summary>
internal sealed record TurnSync(TurnId TurnId) : TurnMessage(TurnId);

/// <summary>The model calls tools; answered with <see cref="TurnMayGoOn"/> when the calls are stored.</summary>
internal sealed record TurnCalls(TurnId TurnId, IReadOnlyList<Turns.ToolInvocation> Calls) : TurnMessage(TurnId);

/// <summary>A tool returned or failed.</summary>
internal sealed record TurnToolReturned(TurnId TurnId, string CallId, string? Result, string? Error, long DurationMs) : TurnMessage(TurnId);

/// <summary>The reply is complete.</summary>
internal sealed record TurnDone(TurnId TurnId, Turns.TurnOutcome Outcome) : TurnMessage(TurnId);

/// <summary>The turn failed for a reason that a person can act upon.</summary>
internal sealed record TurnBroke(TurnId TurnId, string Title, string Detail, bool CanRetry) : TurnMessage(TurnId);

/// <summary>See <see cref="TurnSync"/> and <see cref="TurnCalls"/>.</summary>
internal sealed record TurnMayGoOn : INoSerializationVerificationNeeded
{
    public static TurnMayGoOn Instance { get; } = new();
}
