using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.SoundFile;

/// <summary>An open file of libsndfile. Closing one that is written completes its header.</summary>
internal sealed class SoundFileHandle : SafeHandle
{
    public SoundFileHandle() : base(IntPtr.Zero, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle() => SoundFileLibrary.Close(handle) == 0;
}
