using Sapphire.Actors.Chat;

namespace Sapphire.Actors.Prompts;

/// <summary>What a persona may be set to.</summary>
public static class PersonaRules
{
    /// <summary>The slowest speech.</summary>
    public const double MinSpeed = 0.5;

    /// <summary>The fastest speech.</summary>
    public const double MaxSpeed = 2.5;

    /// <summary>The lowest pitch.</summary>
    public const double MinPitch = 0.5;

    /// <summary>The highest pitch.</summary>
    public const double MaxPitch = 2;

    /// <summary>The longest life of a spice, in messages.</summary>
    public const int MaxSpiceTurns = 20;

    /// <summary>The longest id, in characters.</summary>
    public const int MaxId = 64;

    /// <summary>Why a text cannot be the id of a persona; null when it can.</summary>
    public static string? IdProblem(string? id) =>
        id is { Length: > 0 and <= MaxId } && id[0] != '_' && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? null
            : $"The id of a persona has 1 to {MaxId} characters of a–z, 0–9, dash and underscore, and does not begin with an underscore.";

    /// <summary>What is wrong with the settings of a persona; null when nothing is.</summary>
    public static (string Member, string Text)? Problem(ChatSettings settings)
    {
        if (settings.Speed is < MinSpeed or > MaxSpeed or double.NaN)
        {
            return ("speed", FormattableString.Invariant($"Expected a number from {MinSpeed} to {MaxSpeed}."));
        }

        if (settings.Pitch is < MinPitch or > MaxPitch or double.NaN)
        {
            return ("pitch", FormattableString.Invariant($"Expected a number from {MinPitch} to {MaxPitch}."));
        }

        if (settings.SpiceTurns is < 1 or > MaxSpiceTurns)
        {
            return ("spice_turns", $"Expected a whole number from 1 to {MaxSpiceTurns}.");
        }

        if (settings.TrimColor is { } color && !IsColor(color))
        {
            return ("trim_color", "Expected a colour as #rrggbb.");
        }

        return settings.CustomContext is { Length: > Prompt.MaxText } ? ("custom_context", $"At most {Prompt.MaxText} characters are taken.") : null;
    }

    private static bool IsColor(string text) => text.Length == 7 && text[0] == '#' && text.AsSpan(1).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;
}
