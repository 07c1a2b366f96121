using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Engines;

namespace Sapphire.Actors.SpeechServices;

/// <summary>Whether the embedded engines, or the services that are set instead, can listen and speak.</summary>
/// <param name="engines">The embedded engines.</param>
/// <param name="settings">The services.</param>
public sealed class SpeechAvailability(ISpeechEngines engines, SettingsStore settings) : ISpeechAvailability
{
    private const string Unheard = "Speech cannot be recognised.";

    /// <inheritdoc />
    public MessageError? ListenProblem
    {
        get
        {
            ListenSettings listen = settings.Current.Speech.Listen;
            bool service = listen.Service.Url.Length > 0;
            return listen.Recognizer switch
            {
                SpeechServiceIds.Engine when !service => new(Unheard, "The speech service is chosen for listening, and none is set. Enter its URL in the Speech dialog, or choose another recogniser there.", CanRetry: false, CanContinue: false),
                not EngineNames.PocketSphinx when service => null,
                _ => engines.WhyMissing(EngineNames.PocketSphinx) is { } missing ? new(Unheard, missing, CanRetry: false, CanContinue: false) : null,
            };
        }
    }

    /// <inheritdoc />
    public MessageError? SpeakProblem
    {
        get
        {
            SpeakSettings speak = settings.Current.Speech.Speak;
            string engine = speak.Voice.Split('/')[0];
            string? missing = engine switch
            {
                // Where the service fails, an embedded voice speaks.
                SpeechServiceIds.Engine when speak.Service.Url.Length > 0 => null,
                EngineNames.Flite or EngineNames.EspeakNg => engines.WhyMissing(engine),
                _ => engines.IsAvailable(EngineNames.EspeakNg) ? null : engines.WhyMissing(EngineNames.Flite),
            };
            return missing is null ? null : new("Nothing can be spoken.", missing, CanRetry: false, CanContinue: false);
        }
    }
}
