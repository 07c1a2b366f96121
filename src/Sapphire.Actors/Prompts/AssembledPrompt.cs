namespace Sapphire.Actors.Prompts;

/// <summary>What a model is told about itself.</summary>
/// <param name="Text">The text; may be empty.</param>
/// <param name="Tokens">How many tokens that is, estimated.</param>
/// <param name="Name">The name of the prompt that was used.</param>
/// <param name="Spice">The spice that was mixed in; null for none.</param>
public sealed record AssembledPrompt(string Text, int Tokens, string Name, string? Spice)
{
    /// <summary>True: it may be sent within one's own network only.</summary>
    public bool PrivacyRequired { get; init; }

    /// <summary>True: the assistant has edited it for this chat.</summary>
    public bool Edited { get; init; }

    /// <summary>What is not as the chat asks for it, for the person: a prompt or a piece that does not exist. Null when all is.</summary>
    public string? Problem { get; init; }
}
