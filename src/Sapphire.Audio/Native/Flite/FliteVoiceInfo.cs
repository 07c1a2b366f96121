namespace Sapphire.Audio.Native.Flite;

/// <summary>What flite's voice libraries say of themselves (flite 2.2: the database of slt, rms and awb, the features of kal16).</summary>
/// <param name="Name">The end of the library's name: <c>slt</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Mean">The mean of its pitch, in Hz.</param>
/// <param name="Deviation">The standard deviation of its pitch, in Hz.</param>
/// <param name="Stretch">The length of its sounds at its own pace, relative to its duration model.</param>
/// <param name="HasPitchTarget">False where the library does not let its pitch be set: the melody of rms comes from a model of its own (cst_spamf0.c).</param>
internal sealed record FliteVoiceInfo(string Name, string Title, double Mean, double Deviation, double Stretch = 1, bool HasPitchTarget = true)
{
    /// <summary>All voices, the default one first.</summary>
    public static readonly IReadOnlyList<FliteVoiceInfo> All =
    [
        new("slt", "Slt (female, US English)", 172, 27),
        new("rms", "Rms (male, US English)", 98, 24, HasPitchTarget: false),
        new("awb", "Awb (male, Scottish English)", 132, 25),
        new("kal16", "Kal (male, US English, robotic)", 95, 11, Stretch: 1.1),
    ];
}
