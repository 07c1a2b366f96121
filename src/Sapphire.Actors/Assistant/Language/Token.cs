namespace Sapphire.Actors.Assistant.Language;

/// <summary>One normalised word, number or sign of an utterance.</summary>
/// <param name="Text">Lower case, contractions expanded ("what's" is two tokens over the same span).</param>
/// <param name="Start">Where it begins in the source, in UTF-16 units.</param>
/// <param name="End">Where it ends in the source, exclusive.</param>
internal readonly record struct Token(string Text, int Start, int End);
