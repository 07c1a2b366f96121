using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// A reader of a room that is an actor: each update becomes a message. What waits in its mailbox is bounded, since sound is sent only
/// as far ahead as it was reported to be played.
/// </summary>
internal sealed class RoomUpdateWriter(IActorRef reader) : ChannelWriter<RoomUpdate>
{
    private volatile bool _complete;

    public override bool TryWrite(RoomUpdate item)
    {
        if (_complete)
        {
            return false;
        }

        reader.Tell(item, ActorRefs.NoSender);
        return true;
    }

    public override bool TryComplete(Exception? error = null)
    {
        if (_complete)
        {
            return false;
        }

        _complete = true;
        reader.Tell(new RoomStreamEnded(this), ActorRefs.NoSender);
        return true;
    }

    [SuppressMessage("Usage", "VSTHRD200", Justification = "The name is the base's.")]
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(!_complete);
}

/// <summary>To the reader: nothing more comes from this stream.</summary>
internal sealed record RoomStreamEnded(RoomUpdateWriter Stream) : INoSerializationVerificationNeeded;
