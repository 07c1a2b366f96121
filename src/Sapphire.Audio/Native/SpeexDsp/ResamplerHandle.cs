using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.SpeexDsp;

/// <summary>A resampler of libspeexdsp.</summary>
internal sealed class ResamplerHandle : SafeHandle
{
    public ResamplerHandle() : base(IntPtr.Zero, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle()
    {
        SpeexLibrary.Destroy(handle);
        return true;
    }
}
