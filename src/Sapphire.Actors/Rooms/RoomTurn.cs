using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

/// <summary>A reply that a room follows: of something that was said in it, or that is read aloud. Belongs to the room.</summary>
internal sealed class RoomTurn(ChatId chatId, IActorRef follower)
{
    public ChatId ChatId => chatId;

    /// <summary>Tells the text of the reply.</summary>
    public IActorRef Follower => follower;

    /// <summary>The turn; known when the message is found.</summary>
    public TurnId? TurnId { get; set; }

    /// <summary>The message; known when it is found.</summary>
    public MessageId? MessageId { get; set; }

    /// <summary>True when it answers what was said in this room, so that it is cancelled from here, and what was heard of it is kept.</summary>
    public bool OfRoom { get; init; }

    /// <summary>What its chat itself is set to; known when the message is found.</summary>
    public ChatSettings Settings { get; set; } = ChatSettings.None;

    /// <summary>Who wants to know whether there is such a message; null when told.</summary>
    public IActorRef? Asker { get; set; }

    /// <summary>Whether it is to be spoken.</summary>
    public bool Speak { get; init; }

    /// <summary>The speech in which it is spoken; null when it is not, or no more.</summary>
    public SpeechId? SpeechId { get; set; }

    /// <summary>The speech in which it was spoken last, whose last report may still come.</summary>
    public SpeechId? LastSpeechId { get; set; }

    /// <summary>The reply is over.</summary>
    public bool Ended { get; set; }

    public VoiceTimings? Timings { get; init; }
}
