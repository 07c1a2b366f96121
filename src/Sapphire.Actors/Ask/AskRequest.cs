namespace Sapphire.Actors.Ask;

/// <summary>One question.</summary>
/// <param name="Text">What is said.</param>
/// <param name="Chat">The title of the chat to go on with, made when there is none; null for a chat of its own.</param>
public sealed record AskRequest(string Text, string? Chat);
