namespace Sapphire.Audio.Listening;

/// <summary>Finds the beginning and the end of speech by its energy over an adaptive noise floor. Time is counted in samples.</summary>
/// <param name="settings">When an utterance begins and ends.</param>
public sealed class Endpointer(EndpointerSettings settings)
{
    /// <summary>Samples a frame: 20 ms at 16 kHz.</summary>
    public const int FrameSize = 320;

    /// <summary>The settings.</summary>
    public EndpointerSettings Settings { get; } = settings;

    /// <summary>Looks at the next frame.</summary>
    /// <param name="frame"><see cref="FrameSize"/> samples, mono, signed 16 bits, 16 kHz.</param>
    public Endpoint Push(ReadOnlySpan<short> frame) => throw new NotSupportedException();

    /// <summary>Waits for the next utterance; what is known of the noise is kept.</summary>
    public void Reset() => throw new NotSupportedException();
}

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
