using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.PocketSphinx;

/// <summary>The beginning of <c>feat_t</c> of sphinxbase's public header feat.h, as far as the cepstral means.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FeatureComputation
{
    public int References;
    public nint Name;
    public int CepstrumSize;
    public int Streams;
    public nint StreamLengths;
    public int WindowSize;
    public int Subvectors;
    public nint SubvectorLengths;
    public nint SubvectorSpecification;
    public nint SubvectorBuffer;
    public int SubvectorSize;
    public int NormalizationType;
    public int NormalizesVariance;
    public int GainControlType;
    public nint Compute;
    public nint Normalization;
}
