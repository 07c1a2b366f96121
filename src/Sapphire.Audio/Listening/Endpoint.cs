namespace Sapphire.Audio.Listening;

/// <summary>What a frame changed.</summary>
public enum Endpoint
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Speech has begun; it began up to <see cref="EndpointerSettings.Onset"/> before.</summary>
    SpeechStarted,

    /// <summary>Speech is over.</summary>
    SpeechEnded,

    /// <summary>The utterance has reached <see cref="EndpointerSettings.Longest"/>.</summary>
    TooLong,

    /// <summary>Nobody has spoken for <see cref="EndpointerSettings.Patience"/>.</summary>
    NothingHeard,
}
