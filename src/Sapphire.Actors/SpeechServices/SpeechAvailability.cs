using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Engines;

namespace Sapphire.Actors.SpeechServices;

/// <summary>Whether the embedded engines, or the services that are set instead, can listen and speak.</summary>
/// <param name="engines">The embedded engines.</param>
/// <param name="settings">The services.</param>
public sealed class SpeechAvailability(SpeechEngines engines, SettingsStore settings) : ISpeechAvailability
{
    /// <inheritdoc />
    public MessageError? ListenProblem
    {
        get
        {
            ListenSettings listen = settings.Current.Speech.Listen;
            bool service = listen.Service.Url.Length > 0 && listen.Recognizer != EngineNames.PocketSphinx;
            return service || engines.WhyMissing(EngineNames.PocketSphinx) is not { } missing ? null : new("Speech cannot be recognised.", missing, CanRetry: false, CanContinue: false);
        }
    }

    /// <inheritdoc />
    public MessageError? SpeakProblem
    {
        get
        {
            ImmutableArray<string> missing = [.. new[] { EngineNames.Flite, EngineNames.EspeakNg }.Select(engines.WhyMissing).OfType<string>()];
            bool service = settings.Current.Speech.Speak.Service.Url.Length > 0;
            return service || missing.Length < 2 ? null : new("Nothing can be spoken.", missing[0], CanRetry: false, CanContinue: false);
        }
    }
}
