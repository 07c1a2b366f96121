namespace Sapphire.Actors.Settings;

/// <summary>What a person changes in the page: <c>settings.json</c>. Members that this version does not know stay in the file.</summary>
/// <param name="Models">Section <c>models</c>.</param>
/// <param name="Speech">Section <c>speech</c>.</param>
public sealed record AppSettings(ModelSettings Models, SpeechSettings Speech)
{
    /// <summary>The settings of a new home.</summary>
    public static readonly AppSettings Default = new(ModelSettings.Default, SpeechSettings.Default);
}
