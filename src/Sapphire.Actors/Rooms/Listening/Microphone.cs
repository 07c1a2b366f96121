using Sapphire.Actors.Ids;
using Sapphire.Audio.Listening;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>The open microphone. Belongs to the listener.</summary>
/// <param name="id">Its id.</param>
/// <param name="handsFree">When utterances begin and end; null while a button is held.</param>
/// <param name="chatId">Where they go.</param>
internal sealed class Microphone(MicrophoneId id, EndpointerSettings? handsFree, ChatId? chatId)
{
    public MicrophoneId Id => id;

    public ChatId? ChatId => chatId;

    /// <summary>Null while the connection is cut.</summary>
    public MicrophoneInput? Input { get; set; }

    public FrameOrder Order { get; } = new();

    public HandsFreeEar? Hands { get; } = handsFree is null ? null : new(handsFree);

    public PressedEar? Pressed { get; } = handsFree is null ? new() : null;

    public short[] Block { get; } = new short[Endpointer.FrameSize];

    public int Filled { get; set; }

    /// <summary>Somebody has spoken, or was told that nothing is heard.</summary>
    public bool WasHeard { get; set; }
}
