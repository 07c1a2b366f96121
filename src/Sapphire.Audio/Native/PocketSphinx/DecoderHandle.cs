using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.PocketSphinx;

/// <summary>Owns a <c>ps_decoder_t</c>.</summary>
internal sealed class DecoderHandle : SafeHandle
{
    /// <summary>Takes a decoder over.</summary>
    public DecoderHandle(nint decoder) : base(0, ownsHandle: true) => SetHandle(decoder);

    /// <inheritdoc />
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        _ = Libraries.ps_free(handle);
        return true;
    }
}
