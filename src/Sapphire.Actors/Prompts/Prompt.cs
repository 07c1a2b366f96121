namespace Sapphire.Actors.Prompts;

/// <summary>One prompt: a text as it is (a monolith), or a selection of pieces (an assembled one).</summary>
/// <param name="Name">Unique among prompts of both kinds.</param>
/// <param name="Text">The text of a monolith; null for an assembled one.</param>
/// <param name="Pieces">The pieces of an assembled one; null for a monolith.</param>
/// <param name="PrivacyRequired">True: its chats are private, whatever the switch of privacy mode says.</param>
public sealed record Prompt(string Name, string? Text, PieceSelection? Pieces, bool PrivacyRequired = false)
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxName = 80;

    /// <summary>The longest text of a prompt or a piece, in characters.</summary>
    public const int MaxText = 40_000;

    /// <summary>Whether it is a selection of pieces.</summary>
    public bool IsAssembled => Pieces is not null;

    /// <summary>Why a text cannot be a name; null when it can.</summary>
    public static string? NameProblem(string? name) => name switch
    {
        null or "" => "A name is missing.",
        { Length: > MaxName } => $"The name has {name.Length} characters; at most {MaxName} are taken.",
        _ when name.Trim().Length != name.Length => "A name neither begins nor ends with a blank.",
        _ when name[0] == '_' => "A name does not begin with an underscore: those are kept for remarks in the file.",
        "." or ".." => "A name is more than dots.",
        _ when name.Any(static c => char.IsControl(c) || c is '/' or '\\') => "A name has no control characters and no slashes.",
        _ => null,
    };
}
