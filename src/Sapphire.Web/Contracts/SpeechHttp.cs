namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/speech</c>, and the answer to every change of it: what the Speech dialog shows.</summary>
/// <param name="Speak">How replies are spoken.</param>
/// <param name="Listen">How speech is recognised.</param>
/// <param name="Voices">Every voice that can be chosen now.</param>
/// <param name="Synthesizers">The engines and the service that speak.</param>
/// <param name="Recognizers">The engines and the service that listen.</param>
/// <param name="Understands">What the basic recogniser understands best: groups of example commands.</param>
public sealed record SpeechView(
    SpeakSettingsView Speak,
    ListenSettingsView Listen,
    IReadOnlyList<SpeechVoiceView> Voices,
    IReadOnlyList<SpeechEngineView> Synthesizers,
    IReadOnlyList<SpeechEngineView> Recognizers,
    IReadOnlyList<ExampleGroup> Understands);

/// <summary>How replies are spoken.</summary>
/// <param name="Voice">The id of a voice; empty takes the best that is there.</param>
/// <param name="Rate">0.5 to 2; 1 is the voice's own pace.</param>
/// <param name="Pitch">0.5 to 2; 1 is the voice's own pitch.</param>
/// <param name="Volume">0 to 1.</param>
/// <param name="When"><c>spoken</c> (answers to what was spoken), <c>always</c>, or <c>never</c>.</param>
/// <param name="Service">The service for speaking.</param>
public sealed record SpeakSettingsView(string Voice, double Rate, double Pitch, double Volume, string When, SpeechServiceView Service);

/// <summary>How speech is recognised.</summary>
/// <param name="Recognizer"><c>auto</c> (the service when it is set, else the embedded one), <c>pocketsphinx</c> or <c>openai</c>.</param>
/// <param name="Service">The service for listening.</param>
public sealed record ListenSettingsView(string Recognizer, SpeechServiceView Service);

/// <summary>An OpenAI-compatible speech service.</summary>
/// <param name="Url">Its base URL, with <c>/v1</c>; empty for none.</param>
/// <param name="Model">The model: <c>tts-1</c>, <c>whisper-1</c>.</param>
/// <param name="Voices">For speaking: its voices, separated by commas. Not used for listening.</param>
/// <param name="HasKey">True when a key is stored. The key itself never leaves the server.</param>
public sealed record SpeechServiceView(string Url, string Model, string Voices, bool HasKey);

/// <summary>A voice.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people.</param>
/// <param name="Language">A BCP 47 tag, or empty.</param>
/// <param name="Engine">Its engine.</param>
public sealed record SpeechVoiceView(string Id, string Name, string Language, string Engine);

/// <summary>An engine or service.</summary>
/// <param name="Id"><c>flite</c>, <c>espeak-ng</c>, <c>pocketsphinx</c>, <c>openai</c>.</param>
/// <param name="Name">For people: "flite (basic voice, on this machine)".</param>
/// <param name="Available">Whether it can be used.</param>
/// <param name="Detail">Why not, and what to do; or a word about it.</param>
public sealed record SpeechEngineView(string Id, string Name, bool Available, string Detail);

/// <summary>A group of example commands.</summary>
public sealed record ExampleGroup(string Title, IReadOnlyList<string> Examples);

/// <summary><c>PUT /api/speech</c>: changes everything at once. A service's key: null keeps the stored one, empty deletes it.</summary>
public sealed record SpeechSettingsRequest(string Voice, double Rate, double Pitch, double Volume, string When, SpeechServiceRequest SpeakService, string Recognizer, SpeechServiceRequest ListenService);

/// <summary>An OpenAI-compatible speech service.</summary>
public sealed record SpeechServiceRequest(string Url, string Model, string Voices, string? Key);

/// <summary><c>POST /api/speech/test</c>: speaks <paramref name="Text"/> with settings that need not be stored; answers with WAV (<c>audio/wav</c>), or a problem that says what to do.</summary>
public sealed record SpeechTestRequest(string Text, string Voice, double Rate, double Pitch, double Volume, SpeechServiceRequest? Service);

/// <summary><c>POST /api/speech/recognizer/test</c>: asks the service for listening with a spoken sentence of our own.</summary>
public sealed record RecognizerTestRequest(SpeechServiceRequest Service);

/// <summary>What a test of a recogniser found.</summary>
public sealed record RecognizerTestResult(bool Ok, string Message, string Text);
