namespace Sapphire.Audio.Speech;

/// <summary>One sentence to speak.</summary>
/// <param name="Text">Plain text, cleaned for speech; at most <see cref="MaxText"/> characters.</param>
/// <param name="Voice">The id of a <see cref="Speech.Voice"/>.</param>
/// <param name="Rate">How fast: 1 is the voice's own pace, 2 twice as fast; 0.5 to 2.</param>
/// <param name="Pitch">How high: 1 is the voice's own pitch; 0.5 to 2.</param>
/// <param name="Volume">How loud: 0 to 1.</param>
public sealed record SpeechRequest(string Text, string Voice, double Rate = 1, double Pitch = 1, double Volume = 1)
{
    /// <summary>Nothing of it may leave one's own network, whatever the voice is.</summary>
    public bool Private { get; init; }

    /// <summary>The longest text, in characters: an engine speaks five thousand letters for two minutes.</summary>
    public const int MaxText = 5000;
}
