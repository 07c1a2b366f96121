using Sapphire.Audio.Text;

namespace Sapphire.Actors.Rooms.Speaking;

/// <summary>A sentence on its way from text to sound. Belongs to its track.</summary>
internal sealed class SpeechSentence(int id, SpokenSentence text)
{
    public int Id => id;

    /// <summary>Its words, and where they are in the text of the message.</summary>
    public SpokenSentence Text => text;

    public SentenceStage Stage { get; set; } = SentenceStage.Waiting;

    /// <summary>Its sound, until all of it was played.</summary>
    public short[] Sound { get; set; } = [];

    /// <summary>What is heard in its place where it cannot be spoken.</summary>
    public short[] Otherwise { get; init; } = [];

    /// <summary>How many samples it has.</summary>
    public int Length { get; set; }

    /// <summary>The sample of the speech at which it begins; −1 before its first frame.</summary>
    public long First { get; set; } = -1;
}

/// <summary>Where a sentence stands.</summary>
internal enum SentenceStage
{
    /// <summary>Nobody works on it.</summary>
    Waiting,

    /// <summary>It is being synthesised.</summary>
    Synthesizing,

    /// <summary>Its sound is here; of a sentence that cannot be spoken there is none.</summary>
    Ready,
}
