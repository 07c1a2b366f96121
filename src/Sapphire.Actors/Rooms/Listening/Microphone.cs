using Sapphire.Actors.Ids;
using Sapphire.Audio.Listening;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>The open microphone. Belongs to the listener.</summary>
internal sealed class Microphone(MicrophoneId id, bool handsFree, ChatId? chatId)
{
    public MicrophoneId Id => id;

    public ChatId? ChatId => chatId;

    /// <summary>Null while the connection is cut.</summary>
    public MicrophoneInput? Input { get; set; }

    public FrameOrder Order { get; } = new();

    public HandsFreeEar? Hands { get; } = handsFree ? new(EndpointerSettings.Default) : null;

    public PressedEar? Pressed { get; } = handsFree ? null : new();

    public short[] Block { get; } = new short[Endpointer.FrameSize];

    public int Filled { get; set; }

    /// <summary>Somebody has spoken, or was told that nothing is heard.</summary>
    public bool WasHeard { get; set; }
}
