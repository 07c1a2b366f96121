namespace Sapphire.Actors.Rooms.Devices;

/// <summary>Who reads a microphone now; told of frames by the thread of the device.</summary>
internal sealed class InputSlot
{
    private DeviceInput? _input;

    /// <summary>The reader; null for nobody.</summary>
    public DeviceInput? Input
    {
        get => Volatile.Read(ref _input);
        set => Volatile.Write(ref _input, value);
    }

    /// <summary>Frames wait.</summary>
    public void Wake() => Input?.Wake();
}
