using Sapphire.Audio.Text;

namespace Sapphire.Actors.Rooms.Speaking;

/// <summary>
/// The sound of one speech: its sentences in the order in which they are spoken, whichever is synthesised first; what was
/// sent; and what was played. Sound that was not reported as played is kept, so that a reader who comes back gets it again.
/// Time is counted in samples from the beginning of the speech.
/// </summary>
internal sealed class SpeechTrack
{
    /// <summary>Samples a second of all speech.</summary>
    public const int SampleRate = 24_000;

    // The first frames are short, so that the first sound goes out at once.
    private const int ShortFrame = SampleRate / 50;
    private const int LongFrame = SampleRate / 25;
    private const int ShortFrames = 10;

    // Sentences are synthesised ahead of what is sent, but not a whole novel.
    private const int InFlight = 3;
    private const long ReadyAhead = 20 * SampleRate;

    private readonly List<SpeechSentence> _sentences = [];
    private int _count;
    private int _synthesizing;
    private long _readyAhead;
    private int _at;
    private int _offset;

    /// <summary>Samples that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Samples that were reported as played.</summary>
    public long Played { get; private set; }

    /// <summary>The samples of all sentences that were sent, or are ready.</summary>
    public bool AllSent => _at == _sentences.Count;

    /// <summary>Adds a sentence to the end.</summary>
    public void Add(SpokenSentence sentence) => _sentences.Add(new(++_count, sentence));

    /// <summary>Adds a sentence that is no part of the text: it is spoken after the sentence that is being sent.</summary>
    /// <param name="words">The sentence.</param>
    /// <param name="otherwise">What is heard in its place where it cannot be spoken.</param>
    public void Interject(string words, short[]? otherwise = null)
    {
        int index = _at < _sentences.Count && _sentences[_at].First >= 0 ? _at + 1 : _at;
        int place = index > 0 ? _sentences[index - 1].Text.End : 0;
        _sentences.Insert(index, new(++_count, new(place, place, words)) { Otherwise = otherwise ?? [] });
    }

    /// <summary>The next sentence to synthesise; null when enough of them are under way.</summary>
    public SpeechSentence? NextToSynthesize()
    {
        if (_synthesizing >= InFlight || _readyAhead > ReadyAhead)
        {
            return null;
        }

        for (int i = _at; i < _sentences.Count; i++)
        {
            if (_sentences[i].Stage == SentenceStage.Waiting)
            {
                _sentences[i].Stage = SentenceStage.Synthesizing;
                _synthesizing++;
                return _sentences[i];
            }
        }

        return null;
    }

    /// <summary>A sentence cannot be spoken.</summary>
    /// <returns>True when something else is heard in its place.</returns>
    public bool CannotBeSpoken(int id)
    {
        short[] otherwise = _sentences.Find(one => one.Id == id)?.Otherwise ?? [];
        Synthesized(id, otherwise);
        return otherwise.Length > 0;
    }

    /// <summary>A sentence is synthesised.</summary>
    public void Synthesized(int id, short[] sound)
    {
        if (_sentences.Find(one => one.Id == id) is { Stage: SentenceStage.Synthesizing } sentence)
        {
            _synthesizing--;
            sentence.Stage = SentenceStage.Ready;
            sentence.Sound = sound;
            sentence.Length = sound.Length;
            _readyAhead += sound.Length;
        }
    }

    /// <summary>Takes the next frame to send; false when there is none yet.</summary>
    /// <param name="began">The sentence of which it is the first frame; null in the middle of one.</param>
    /// <param name="sample">Its first sample.</param>
    /// <param name="samples">Its sound.</param>
    public bool TryTake(out SpeechSentence? began, out long sample, out ReadOnlySpan<short> samples)
    {
        began = null;
        sample = Sent;
        samples = default;
        while (_at < _sentences.Count && _sentences[_at] is { Stage: SentenceStage.Ready } sentence)
        {
            if (_offset < sentence.Length)
            {
                if (_offset == 0)
                {
                    sentence.First = Sent;
                    began = sentence;
                }

                int length = Math.Min(Sent < ShortFrames * ShortFrame ? ShortFrame : LongFrame, sentence.Length - _offset);
                samples = sentence.Sound.AsSpan(_offset, length);
                _offset += length;
                Sent += length;
                _readyAhead -= length;
                if (_offset == sentence.Length)
                {
                    Next();
                }

                return true;
            }

            sentence.First = Sent;
            Next();
        }

        return false;
    }

    /// <summary>So much was played; never goes back, nor beyond what was sent.</summary>
    public void Report(long samples)
    {
        Played = Math.Clamp(samples, Played, Math.Max(Played, Sent));
        for (int i = 0; i < _at; i++)
        {
            if (_sentences[i] is { Sound.Length: > 0 } sentence && sentence.First + sentence.Length <= Played)
            {
                sentence.Sound = [];
            }
        }
    }

    /// <summary>Sends again from the first sample that was not played. Returns the sentence in which it is; null at the beginning of one.</summary>
    public SpeechSentence? Rewind()
    {
        for (int i = 0; i < _sentences.Count; i++)
        {
            SpeechSentence sentence = _sentences[i];
            if (sentence.First < 0 || Played < sentence.First + sentence.Length)
            {
                _readyAhead += Sent - Played;
                (_at, _offset, Sent) = (i, sentence.First < 0 ? 0 : (int)(Played - sentence.First), Played);
                return _offset > 0 ? sentence : null;
            }
        }

        return null;
    }

    /// <summary>How much of a text was heard: whole sentences, and of the one that was cut the share that was played, up to the end of a word.</summary>
    /// <param name="text">The text of which these are the sentences, as far as it is known.</param>
    public int HeardLength(ReadOnlySpan<char> text)
    {
        int heard = 0;
        foreach (SpeechSentence sentence in _sentences)
        {
            if (sentence.First < 0 || sentence.First >= Played)
            {
                break;
            }

            (int start, int end) = (Math.Min(sentence.Text.Start, text.Length), Math.Min(sentence.Text.End, text.Length));
            heard = Played >= sentence.First + sentence.Length
                ? end
                : start + WholeWords(text[start..end], (double)(Played - sentence.First) / sentence.Length);
        }

        return heard;
    }

    // A word counts when the half of it was heard; words sound as long as they are written.
    private static int WholeWords(ReadOnlySpan<char> sentence, double share)
    {
        double reached = share * sentence.Length;
        int heard = 0;
        for (int start = 0; start < sentence.Length;)
        {
            int space = sentence[start..].IndexOfAny(' ', '\n', '\t');
            int end = space < 0 ? sentence.Length : start + space;
            if ((start + end) / 2.0 > reached)
            {
                break;
            }

            heard = end;
            start = end + 1;
        }

        return heard;
    }

    private void Next()
    {
        _at++;
        _offset = 0;
    }
}
