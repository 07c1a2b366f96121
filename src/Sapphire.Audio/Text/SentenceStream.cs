namespace Sapphire.Audio.Text;

/// <summary>
/// Cuts the Markdown of a reply into spoken sentences while it is still being written. The sentences depend on the text
/// alone, never on how it was cut into pieces.
/// </summary>
public sealed class SentenceStream
{
    /// <summary>Adds text; returns the sentences that are certain now.</summary>
    public IReadOnlyList<SpokenSentence> Push(string text) => throw new NotSupportedException();

    /// <summary>Ends the text; returns the sentences that are left.</summary>
    public IReadOnlyList<SpokenSentence> Finish() => throw new NotSupportedException();
}
