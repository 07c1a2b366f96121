namespace Sapphire.Actors.Prompts;

/// <summary>What a persona may be called.</summary>
public static class PersonaRules
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxId = 64;

    /// <summary>Why a text cannot be the id of a persona; null when it can.</summary>
    public static string? IdProblem(string? id) =>
        id is { Length: > 0 and <= MaxId } && id[0] != '_' && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? null
            : $"The id of a persona has 1 to {MaxId} characters of a–z, 0–9, dash and underscore, and does not begin with an underscore.";
}
