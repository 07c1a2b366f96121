using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.Flite;

/// <summary>Sound that flite has made, in its memory.</summary>
internal sealed unsafe class FliteWave : SafeHandle
{
    public FliteWave() : base(IntPtr.Zero, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Samples a second.</summary>
    public int SampleRate => Content->SampleRate;

    /// <summary>The samples; valid until the wave is disposed.</summary>
    public ReadOnlySpan<short> Samples => new(Content->Samples, Content->SampleCount);

    private FliteLibrary.Wave* Content => (FliteLibrary.Wave*)handle;

    protected override bool ReleaseHandle()
    {
        FliteLibrary.DeleteWave(handle);
        return true;
    }
}
