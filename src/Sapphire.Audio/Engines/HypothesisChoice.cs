using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Engines;

/// <summary>
/// Chooses between what the grammar and what the open language model made of an utterance. The grammar forces any speech into
/// a command, and is as sure of it as of a right one; the open model gets single words of a command wrong, but what it hears
/// sounds much the same. So the grammar counts when both sound alike, the more so the better its score is.
/// </summary>
/// <remarks>
/// The numbers were found with 135 commands and 64 other sentences in four voices, and checked with others.
/// </remarks>
public static class HypothesisChoice
{
    /// <summary>How different both may sound (0 to 1) when the grammar's score is better by <see cref="UsualLead"/>.</summary>
    public const double MaxDistance = 0.35;

    /// <summary>By how much the grammar's score for each frame is usually better: it has fewer words to choose from.</summary>
    public const double UsualLead = 8;

    /// <summary>How much distance one point of lead for each frame outweighs.</summary>
    public const double DistancePerLead = 0.02;

    private const double MostLead = 20;

    /// <summary>Words shorter than this, in frames of 10 ms, are a click or a breath.</summary>
    private const int FewestFrames = 12;

    /// <summary>Nobody speaks so slowly, in frames of 10 ms for each phone: speech has 8 to 16, words that were heard in noise 35 and more.</summary>
    private const int MostFramesPerPhone = 28;

    /// <summary>Which of the two counts; either may be null where its search heard nothing.</summary>
    public static RecognizedBy Choose(Hypothesis? grammar, Hypothesis? open)
    {
        if (open is null || open.Frames < FewestFrames || open.Frames > MostFramesPerPhone * open.Phones.Length)
        {
            // The grammar alone is no evidence: it hears a command in any noise.
            return RecognizedBy.Nothing;
        }

        if (grammar is null)
        {
            return RecognizedBy.Open;
        }

        double lead = Math.Min(grammar.ScorePerFrame - open.ScorePerFrame, MostLead);
        double distance = PhoneticDistance.Normalized(grammar.Phones, open.Phones);
        // One phone more or less says nothing, and in a short command it is much of the whole.
        double slack = 1.0 / Math.Max(1, Math.Max(grammar.Phones.Length, open.Phones.Length));
        return distance - slack - (DistancePerLead * (lead - UsualLead)) <= MaxDistance ? RecognizedBy.Grammar : RecognizedBy.Open;
    }
}
