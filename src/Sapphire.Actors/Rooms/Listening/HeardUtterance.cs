using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>An utterance until its result is told. Belongs to the listener.</summary>
internal sealed class HeardUtterance(UtteranceId id, IActorRef actor, MicrophoneId microphoneId, ChatId? chatId)
{
    public UtteranceId Id => id;

    public IActorRef Actor => actor;

    public MicrophoneId MicrophoneId => microphoneId;

    public ChatId? ChatId => chatId;

    public long Ended { get; set; }

    public long Understood { get; set; }

    public UtteranceResult? Result { get; set; }
}
