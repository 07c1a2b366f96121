using Sapphire.Actors.Speech;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.SpeechServices;

/// <summary>The voice that an empty setting stands for: flite's slt, else American English of espeak-ng, else any.</summary>
internal static class BestVoice
{
    /// <summary>Finds it.</summary>
    /// <param name="embedded">The engines.</param>
    /// <param name="engines">Says why there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpeechException">There is none.</exception>
    public static async Task<string> FindAsync(ISpeechSynthesizer embedded, ISpeechEngines? engines, CancellationToken cancellationToken)
    {
        // One engine after the other: the first sentence does not wait for an engine that it does not need.
        const string usual = EngineNames.Flite + "/slt";
        if ((await embedded.GetVoicesAsync(EngineNames.Flite, cancellationToken)).Any(static v => v.Id == usual))
        {
            return usual;
        }

        IReadOnlyList<Voice> voices = await embedded.GetVoicesAsync(cancellationToken);
        return (voices.FirstOrDefault(static v => v.Engine == EngineNames.EspeakNg && v.Language.Equals("en-US", StringComparison.OrdinalIgnoreCase))
            ?? voices.FirstOrDefault(static v => v.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            ?? (voices.Count > 0 ? voices[0] : null))?.Id
            ?? throw (engines?.WhyMissing(EngineNames.Flite) is { } missing
                ? new SpeechException("unavailable", "There is no voice.", missing)
                : new SpeechException("unavailable", "There is no voice on this machine.", "Install one (apt-get install flite espeak-ng) and start Sapphire again, or set a service in the Speech dialog."));
    }
}
