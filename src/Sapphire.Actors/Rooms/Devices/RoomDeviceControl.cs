using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>The keys of the room of this process.</summary>
public sealed class RoomDeviceControl
{
    private readonly IRequiredActor<RoomDevice> _room;

    internal RoomDeviceControl(IRequiredActor<RoomDevice> room) => _room = room;

    /// <summary>The key is held.</summary>
    public void Down() => Tell(new KeyPressed(TalkKey.Down));

    /// <summary>The key is let go.</summary>
    public void Up() => Tell(new KeyPressed(TalkKey.Up));

    /// <summary>The key was pressed shortly: talking begins, or ends.</summary>
    public void Press() => Tell(new KeyPressed(TalkKey.Press));

    /// <summary>A microphone that is a file hears it now, or another one.</summary>
    public void Cue(string? path) => Tell(new CueMicrophone(path));

    private void Tell(object message) => _room.ActorRef.Tell(message, ActorRefs.NoSender);
}
