namespace Sapphire.Audio.Devices;

/// <summary>When a file is heard.</summary>
public enum FileCaptureMode
{
    /// <summary>Once, a second after the beginning.</summary>
    Once,

    /// <summary>Again and again, with two seconds between.</summary>
    Loop,

    /// <summary>Each time that it is told to.</summary>
    Cue,
}
