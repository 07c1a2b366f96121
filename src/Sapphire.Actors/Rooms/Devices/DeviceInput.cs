using System.Runtime.InteropServices;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Audio.Devices;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// A microphone of this machine as the listener of a room reads it: straight from the ring of the device, with nothing between and
/// nothing allocated for a frame.
/// </summary>
internal sealed class DeviceInput : MicrophoneInput
{
    private readonly ICapture _capture;
    private readonly byte[] _frame = new byte[ICapture.FrameSize * sizeof(short)];
    private readonly long _first;

    /// <summary>Creates the input; it begins with what is heard from now on.</summary>
    public DeviceInput(ICapture capture)
    {
        _capture = capture;
        _first = capture.SkipToNow();
    }

    // What is given away is read before the next one is taken.
    internal override bool TryTake(out SoundFrame frame)
    {
        frame = default;
        if (Closed.IsCancellationRequested || !_capture.TryRead(MemoryMarshal.Cast<byte, short>(_frame.AsSpan()), out long first))
        {
            return false;
        }

        frame = new((first - _first) / ICapture.FrameSize, _frame, Last: false);
        return true;
    }
}
