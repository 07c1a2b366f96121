using Sapphire.Audio.Engines;

namespace Sapphire.Actors.Settings;

#pragma warning disable MA0048 // One section of settings.json.

/// <summary>Section <c>speech</c>: how Sapphire speaks and listens.</summary>
/// <param name="Speak">Section <c>speech.speak</c>.</param>
/// <param name="Listen">Section <c>speech.listen</c>.</param>
public sealed record SpeechSettings(SpeakSettings Speak, ListenSettings Listen)
{
    /// <summary>The settings of a new home.</summary>
    public static readonly SpeechSettings Default = new(SpeakSettings.Default, ListenSettings.Default);
}

/// <summary>How replies are spoken.</summary>
/// <param name="Voice">The id of a voice; empty takes the best that is there: flite's slt, else espeak-ng's American English.</param>
/// <param name="Rate">0.5 to 2; 1 is the voice's own pace.</param>
/// <param name="Pitch">0.5 to 2; 1 is the voice's own pitch.</param>
/// <param name="Volume">0 to 1.</param>
/// <param name="When"><see cref="Spoken"/>, <see cref="Always"/> or <see cref="Never"/>.</param>
/// <param name="Service">The service; its voices are <c>openai/NAME</c>.</param>
public sealed record SpeakSettings(string Voice, double Rate, double Pitch, double Volume, string When, SpeechService Service)
{
    /// <summary>Answers to what was spoken are spoken.</summary>
    public const string Spoken = "spoken";

    /// <summary>Every reply is spoken.</summary>
    public const string Always = "always";

    /// <summary>Nothing is spoken but what is asked for.</summary>
    public const string Never = "never";

    /// <summary>The language in whose words signs and amounts are read: that of the voice, a BCP 47 tag; English where the voice does not tell.</summary>
    public string Language => Voice.StartsWith(EngineNames.EspeakNg + "/", StringComparison.Ordinal) ? Voice[(EngineNames.EspeakNg.Length + 1)..] : "en";

    /// <summary>The settings of a new home.</summary>
    public static readonly SpeakSettings Default = new(string.Empty, 1, 1, 1, Spoken, SpeechService.None);
}

/// <summary>How speech is recognised.</summary>
/// <param name="Recognizer"><see cref="Auto"/>, <c>pocketsphinx</c> or <c>openai</c>.</param>
/// <param name="Service">The service.</param>
public sealed record ListenSettings(string Recognizer, SpeechService Service)
{
    /// <summary>The service when it is set, else the embedded recogniser.</summary>
    public const string Auto = "auto";

    /// <summary>The settings of a new home.</summary>
    public static readonly ListenSettings Default = new(Auto, SpeechService.None);
}

/// <summary>An OpenAI-compatible speech service. Its key is not here.</summary>
/// <param name="Url">Its base URL, with <c>/v1</c>; empty for none.</param>
/// <param name="Model">The model.</param>
/// <param name="Voices">For speaking: its voices, separated by commas.</param>
public sealed record SpeechService(string Url, string Model, string Voices)
{
    /// <summary>No service.</summary>
    public static readonly SpeechService None = new(string.Empty, string.Empty, string.Empty);
}
