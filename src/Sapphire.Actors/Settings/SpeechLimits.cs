using System.Collections.Immutable;
using Sapphire.Audio.Engines;

namespace Sapphire.Actors.Settings;

/// <summary>What the values of section <c>speech</c> can be.</summary>
public static class SpeechLimits
{
    /// <summary>The least rate and pitch.</summary>
    public const double LeastRate = 0.5;

    /// <summary>The highest rate and pitch.</summary>
    public const double MostRate = 2;

    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>The values of <see cref="SpeakSettings.When"/>.</summary>
    public static readonly ImmutableArray<string> Whens = [SpeakSettings.Spoken, SpeakSettings.Always, SpeakSettings.Never];

    /// <summary>The values of <see cref="ListenSettings.Recognizer"/>.</summary>
    public static readonly ImmutableArray<string> Recognizers = [ListenSettings.Auto, EngineNames.PocketSphinx, SpeechServices.SpeechServiceIds.Engine];
}
