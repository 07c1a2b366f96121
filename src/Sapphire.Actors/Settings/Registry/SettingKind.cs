namespace Sapphire.Actors.Settings.Registry;

/// <summary>What values a setting has.</summary>
public enum SettingKind
{
    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text of one line.</summary>
    Text,

    /// <summary>A list of texts.</summary>
    List,
}
