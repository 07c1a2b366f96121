using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.PortAudio;

/// <summary>A stream of PortAudio. Closing it may take long or for ever: see <see cref="PortAudioStream"/>.</summary>
internal sealed class PortAudioStreamHandle : SafeHandle
{
    public PortAudioStreamHandle(IntPtr stream) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(stream);

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle()
    {
        // At once: what is still in it is not waited for.
        _ = PortAudioLibrary.AbortStream(handle);
        return PortAudioLibrary.CloseStream(handle) == 0;
    }
}
