using System.Threading.Channels;

namespace Sapphire.Actors.Rooms;

/// <summary>Who reads a room: the writing end of a bounded channel. Sound is sent only as far ahead as it was reported to be played, so that the bound is reached only by a reader that stands still.</summary>
internal sealed class RoomReader(ChannelWriter<RoomUpdate> writer)
{
    /// <summary>Some minutes of everything but sound, and the sound that may be ahead.</summary>
    public const int Capacity = 1024;

    /// <summary>False when the reader has not kept up, or is gone.</summary>
    public bool TryWrite(RoomUpdate update) => writer.TryWrite(update);

    /// <summary>Ends the stream.</summary>
    public void End(Exception? reason = null) => writer.TryComplete(reason);
}
