using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.PocketSphinx;

/// <summary><c>cmn_t</c> of sphinxbase's public header cmn.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CepstralMeans
{
    /// <summary><c>CMN_WIN</c>: for how many frames the means that are set count.</summary>
    public const int Window = 500;

    public float* Means;
    public float* Variances;
    public float* Sum;
    public int Frames;
    public int Length;
}
