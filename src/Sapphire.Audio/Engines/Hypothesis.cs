using System.Collections.Immutable;

namespace Sapphire.Audio.Engines;

/// <summary>What one search made of an utterance.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Phones">How they sound, in the phones of the model, without the silence between them.</param>
/// <param name="ScorePerFrame">Its score, divided by the frames of 10 ms that were searched: nearer to zero is better.</param>
/// <param name="Frames">The frames of 10 ms in which there are words.</param>
/// <param name="Confidence">How probable its words are, 0 to 1, weighed by their lengths; 1 where the search does not tell (a grammar).</param>
public sealed record Hypothesis(string Text, ImmutableArray<string> Phones, double ScorePerFrame, int Frames, double Confidence);
