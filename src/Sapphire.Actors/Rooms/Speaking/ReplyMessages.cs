using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Speaking;

#pragma warning disable MA0048 // One family of message records.

/// <summary>To the room: the message that is followed is there.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="TurnId">Its turn; null for none.</param>
/// <param name="Settings">What its chat itself is set to.</param>
internal sealed record ReplyFound(MessageId MessageId, TurnId? TurnId, ChatSettings Settings) : INoSerializationVerificationNeeded;

/// <summary>To the room: there is nothing to follow.</summary>
internal sealed record ReplyMissing(CommandError Error) : INoSerializationVerificationNeeded;

/// <summary>To the room: more text.</summary>
/// <param name="Part">Which text part of the message: 0, 1, … Between two of them the reply used a tool, or thought.</param>
/// <param name="Text">Markdown.</param>
internal sealed record ReplyText(int Part, string Text) : INoSerializationVerificationNeeded;

/// <summary>To the room: the text begins anew, since it does not continue what was told.</summary>
internal sealed record ReplyRewritten : INoSerializationVerificationNeeded
{
    public static ReplyRewritten Instance { get; } = new();
}

/// <summary>To the room: the text is over.</summary>
internal sealed record ReplyEnded(MessageStatus Status, MessageError? Error) : INoSerializationVerificationNeeded;
