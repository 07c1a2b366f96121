namespace Sapphire.Actors.SpeechServices;

/// <summary>How long a speech service may take, and how much it may send.</summary>
public sealed record SpeechServiceTimeouts
{
    /// <summary>For one sentence, from the request to the last sample.</summary>
    public TimeSpan Synthesis { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one utterance, from the end of speech to the text.</summary>
    public TimeSpan Recognition { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most sound of one sentence, in bytes: five minutes at 48 kHz.</summary>
    public int MaxAudio { get; init; } = 32 << 20;
}
