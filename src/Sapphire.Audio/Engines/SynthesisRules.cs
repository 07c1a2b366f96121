using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Engines;

/// <summary>What the embedded synthesizers have in common.</summary>
internal static class SynthesisRules
{
    /// <summary>The slowest and the lowest.</summary>
    public const double Least = 0.5;

    /// <summary>The fastest and the highest.</summary>
    public const double Most = 2;

    /// <summary>Refuses a text that is too long.</summary>
    /// <exception cref="SpeechException">It is.</exception>
    public static void Check(SpeechRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Text.Length > SpeechRequest.MaxText)
        {
            throw new SpeechException("too-long", $"The text to speak has {request.Text.Length} characters, and at most {SpeechRequest.MaxText} can be spoken at once.", "Send it in sentences.");
        }
    }

    /// <summary>A rate or a pitch within what the engines do well; what is no number is 1.</summary>
    public static double Factor(double value) => double.IsNaN(value) ? 1 : Math.Clamp(value, Least, Most);

    /// <summary>The error for a voice that an engine does not have.</summary>
    public static SpeechException UnknownVoice(string id) => new("bad-request", $"There is no voice {id}.", "Choose a voice in the Speech dialog.");
}
