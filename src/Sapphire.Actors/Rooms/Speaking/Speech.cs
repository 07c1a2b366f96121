using System.Text;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Text;

namespace Sapphire.Actors.Rooms.Speaking;

/// <summary>One speech: text in, sentences and their sound out. Belongs to the speaker.</summary>
internal sealed class Speech(SpeechId id, ChatId? chatId, MessageId? messageId, SpeakSettings settings)
{
    private readonly StringBuilder _text = new();
    private SentenceStream _sentences = new(settings.Language);
    private int _part;
    private int _offset;

    public SpeechId Id => id;

    public ChatId? ChatId => chatId;

    public MessageId? MessageId => messageId;

    public SpeakSettings Settings => settings;

    /// <summary>Whether nothing of its chat may leave, once it was asked.</summary>
    public Task<bool>? IsPrivate { get; set; }

    /// <summary>The voice that speaks where that of the settings cannot; null for no other.</summary>
    public string? HomeVoice { get; init; }

    /// <summary>The voice of the settings cannot speak: the home's does.</summary>
    public bool SpeaksAsHome { get; set; }

    /// <summary>What is said when it is no message.</summary>
    public string? Announcement { get; init; }

    public SpeechTrack Track { get; } = new();

    /// <summary>No text follows.</summary>
    public bool TextEnded { get; private set; }

    /// <summary>The reader was told of it.</summary>
    public bool Began { get; set; }

    /// <summary>The reader was told that all of it was sent.</summary>
    public bool Complete { get; set; }

    /// <summary>The person was told that a sentence cannot be spoken.</summary>
    public bool ProblemTold { get; set; }

    /// <summary>When its first sentence was known; null before that.</summary>
    public long? FirstSentence { get; set; }

    /// <summary>How long the engine took for its first sentence.</summary>
    public TimeSpan FirstEngineTime { get; set; }

    /// <summary>Whether its first sound was told to the room.</summary>
    public bool FirstSoundTold { get; set; }

    /// <summary>Adds text of a part.</summary>
    public void Say(int part, string text)
    {
        if (part != _part)
        {
            // What comes after a tool call is not the same sentence.
            Add(_sentences.Finish());
            _sentences = new(settings.Language);
            _part = part;
            _offset = _text.Length;
        }

        _text.Append(text);
        Add(_sentences.Push(text));
    }

    /// <summary>Ends the text.</summary>
    public void End(string? closing)
    {
        if (TextEnded)
        {
            return;
        }

        TextEnded = true;
        Add(_sentences.Finish());
        if (!string.IsNullOrWhiteSpace(closing))
        {
            Track.Add(new(_text.Length, _text.Length, closing));
        }
    }

    /// <summary>How much of the text was heard.</summary>
    public int HeardLength() => Track.HeardLength(_text.ToString());

    private void Add(IReadOnlyList<SpokenSentence> sentences)
    {
        foreach (SpokenSentence sentence in sentences)
        {
            Track.Add(sentence with { Start = sentence.Start + _offset, End = sentence.End + _offset });
        }
    }
}
