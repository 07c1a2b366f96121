namespace Sapphire.Actors.Settings.Registry;

/// <summary>Where a value comes from; a later one goes before an earlier one.</summary>
public enum SettingSource
{
    /// <summary>The default of this version.</summary>
    Default,

    /// <summary><c>settings.json</c>: the page, a verb, or a person with an editor.</summary>
    File,

    /// <summary>An environment variable <c>SAPPHIRE_SETTING_(key)</c>.</summary>
    Environment,

    /// <summary><c>run --set KEY=VALUE</c>.</summary>
    CommandLine,
}
