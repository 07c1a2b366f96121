namespace Sapphire.Audio.Devices;

/// <summary>What a microphone or speaker is.</summary>
public enum DeviceKind
{
    /// <summary>One of the sound system.</summary>
    Device,

    /// <summary>Nothing: a microphone that hears silence, a speaker that nobody hears.</summary>
    None,

    /// <summary>A file; a microphone hears it once.</summary>
    File,

    /// <summary>A file that a microphone hears again and again.</summary>
    Loop,

    /// <summary>A file that a microphone hears when it is told to; the path may be empty.</summary>
    Cue,
}
