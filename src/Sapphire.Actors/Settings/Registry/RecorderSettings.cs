using System.Collections.Immutable;
using Sapphire.Audio.Listening;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Category <c>recorder</c>: when an utterance into a hands-free microphone begins and ends.</summary>
public static class RecorderSettings
{
    /// <summary>Silence that ends an utterance.</summary>
    public static readonly Setting<double> Silence = new("RECORDER_SILENCE_DURATION", SettingCategory.Recorder, 0.7)
    {
        Title = "Pause that ends a sentence",
        Help = "After so much silence what you said is taken as complete. More lets you think between words; less answers sooner.",
        Applies = SettingApplies.ComponentRestart,
        Least = 0.2,
        Most = 5,
        Unit = "seconds",
    };

    /// <summary>Speech must last so long before it counts.</summary>
    public static readonly Setting<double> Speech = new("RECORDER_SPEECH_DURATION", SettingCategory.Recorder, 0.1)
    {
        Title = "Shortest sound that counts",
        Help = "Speech must last so long before it is taken for speech: more overhears clicks and coughs.",
        Applies = SettingApplies.ComponentRestart,
        Least = 0.02,
        Most = 1,
        Unit = "seconds",
        Advanced = true,
    };

    /// <summary>An utterance is cut here.</summary>
    public static readonly Setting<double> Longest = new("RECORDER_MAX_SECONDS", SettingCategory.Recorder, 30)
    {
        Title = "Longest utterance",
        Help = "What you say is cut here, and answered.",
        Applies = SettingApplies.ComponentRestart,
        Least = 2,
        Most = 120,
        Unit = "seconds",
    };

    /// <summary>Without speech for so long the reader is told that nothing is heard.</summary>
    public static readonly Setting<double> Patience = new("RECORDER_NO_SPEECH_TIMEOUT", SettingCategory.Recorder, 5)
    {
        Title = "Nothing heard",
        Help = "After so long without speech you are told that nothing is heard.",
        Applies = SettingApplies.ComponentRestart,
        Least = 1,
        Most = 120,
        Unit = "seconds",
    };

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Setting> All = [Silence, Longest, Patience, Speech];

    /// <summary>The four of them for a microphone that is opened now.</summary>
    public static EndpointerSettings Of(AppSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(
            TimeSpan.FromSeconds(settings.Get(Silence)),
            TimeSpan.FromSeconds(settings.Get(Longest)),
            TimeSpan.FromSeconds(settings.Get(Patience)),
            TimeSpan.FromSeconds(settings.Get(Speech)));
    }
}
