namespace Sapphire.Audio.Text;

/// <summary>
/// Cuts the Markdown of a reply into spoken sentences while it is still being written. The sentences depend on the text
/// alone, never on how it was cut into pieces: every character goes through the same three stages, one at a time.
/// </summary>
/// <remarks>
/// <code>
///   characters ─► BlockReader ─► InlineReader ─► SentenceCutter ─► SpokenText.Clean ─► sentence
///                 lines, lists,  emphasis, links, stops, length      numbers, signs,
///                 tables, code   code, formulas                      emoji
/// </code>
/// Not spoken: the content of code blocks ("Code block." stands for it), thoughts (<c>&lt;think&gt;</c>), HTML tags, link
/// targets, footnote marks, emoji. A table is read row by row, each cell after the first with the name of its column.
/// </remarks>
public sealed class SentenceStream
{
    private readonly List<SpokenSentence> _ready = [];
    private readonly BlockReader _blocks;
    private int _offset;
    private bool _finished;

    /// <summary>Begins a reply.</summary>
    /// <param name="language">A BCP 47 tag. Signs and amounts are put into English words only where it is English; elsewhere the voice reads them by its own rules.</param>
    public SentenceStream(string language = "en")
    {
        ArgumentNullException.ThrowIfNull(language);
        bool english = language.Length == 0 || language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        _blocks = new(new(new SentenceCutter(_ready, english), english), english);
    }

    /// <summary>Adds text; returns the sentences that are certain now.</summary>
    public IReadOnlyList<SpokenSentence> Push(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(_finished, this);
        foreach (char c in text)
        {
            _blocks.Add(c, _offset++);
        }

        return Take();
    }

    /// <summary>Ends the text; returns the sentences that are left.</summary>
    public IReadOnlyList<SpokenSentence> Finish()
    {
        if (!_finished)
        {
            _finished = true;
            _blocks.Finish(_offset);
        }

        return Take();
    }

    private SpokenSentence[] Take()
    {
        SpokenSentence[] sentences = [.. _ready];
        _ready.Clear();
        return sentences;
    }
}
