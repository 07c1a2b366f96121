namespace Sapphire.Actors.Ask;

/// <summary>One question: a text, or a file in which it is spoken.</summary>
/// <param name="Text">What is said; empty when it is spoken.</param>
/// <param name="Chat">The title of the chat to go on with, made when there is none; null for a chat of its own.</param>
/// <param name="Audio">A file (WAV, FLAC, OGG, MP3) with the spoken question; null when it is written.</param>
/// <param name="Speak">The file (WAV or FLAC) to which the spoken reply is written; null for none.</param>
public sealed record AskRequest(string Text, string? Chat, string? Audio = null, string? Speak = null);
