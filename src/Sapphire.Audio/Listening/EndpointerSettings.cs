namespace Sapphire.Audio.Listening;

/// <summary>When an utterance begins and ends.</summary>
/// <param name="Silence">Silence that ends an utterance.</param>
/// <param name="Longest">An utterance is cut here.</param>
/// <param name="Patience">Without speech for so long, nothing was heard; null waits for ever.</param>
/// <param name="Onset">Speech must last so long before it counts.</param>
public sealed record EndpointerSettings(TimeSpan Silence, TimeSpan Longest, TimeSpan? Patience, TimeSpan Onset)
{
    /// <summary>0.7 s of silence, 30 s at most, nothing heard after 5 s, 0.1 s of speech.</summary>
    public static readonly EndpointerSettings Default = new(TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(0.1));
}
