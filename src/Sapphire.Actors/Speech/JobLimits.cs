namespace Sapphire.Actors.Speech;

/// <summary>How long a job may take on one worker, and how often it is tried.</summary>
public sealed record JobLimits
{
    /// <summary>Synthesis: this and <see cref="SynthesisPerCharacter"/>. Also for warming.</summary>
    public TimeSpan Synthesis { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Synthesis: for each character of the sentence.</summary>
    public TimeSpan SynthesisPerCharacter { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Recognition: from sound, or the end of it, to any answer.</summary>
    public TimeSpan Recognition { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reading or writing a file.</summary>
    public TimeSpan File { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest utterance. The host keeps all of it, to say it again to another worker.</summary>
    public TimeSpan LongestUtterance { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A job fails when so many workers have died of it.</summary>
    public int Deaths { get; init; } = 3;

    /// <summary>A job fails when so many workers did not answer: each costs the person the whole time limit.</summary>
    public int Timeouts { get; init; } = 2;
}
