namespace Sapphire.Web.Ownership;

#pragma warning disable MA0048 // One family of message records.

/// <summary>What a verb asks of the settings.</summary>
/// <param name="Key">Which; null for all.</param>
/// <param name="Change">True to change it.</param>
/// <param name="Text">With <paramref name="Change"/>: the new value as a person writes it; null for the default.</param>
internal sealed record SettingsAsk(string? Key = null, bool Change = false, string? Text = null)
{
    // The value may be sensitive.
    /// <inheritdoc/>
    public override string ToString() => $"SettingsAsk {Key}";
}

/// <summary>What the settings are.</summary>
/// <param name="Lines">Those that were asked for.</param>
/// <param name="Problem">Why <c>settings.json</c> is not in force; null when it is.</param>
internal sealed record SettingsTold(IReadOnlyList<SettingLine> Lines, string? Problem);

/// <summary>A setting for a verb.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Json">Its value in force, as JSON; empty where it is sensitive.</param>
/// <param name="Source">Where the value comes from, in words.</param>
/// <param name="Applies">When a change applies, in words.</param>
/// <param name="Overridden">True when the environment or the command line gives the value, so that the file's waits behind it.</param>
internal sealed record SettingLine(string Key, string Json, string Source, string Applies, bool Overridden);
