namespace Sapphire.Actors.Settings;

/// <summary>The ids of providers.</summary>
public static class ProviderIds
{
    /// <summary>The longest id.</summary>
    public const int MaxLength = 40;

    /// <summary>What an id must be, for messages.</summary>
    public const string Rule = "An id has 1 to 40 of the characters a-z, 0-9 and -, does not begin or end with -, and is not \"auto\" or \"builtin\".";

    /// <summary>True when it can be an id.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id is not (ModelSettings.Auto or ModelSettings.BuiltIn) && id[0] != '-' && id[^1] != '-'
        && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
