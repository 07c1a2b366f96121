using Sapphire.Audio.Listening;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>
/// Finds utterances in the sound of an open microphone, also while the room speaks itself.
/// <code>
/// quiet ──speech, or a person over the room's voice──► in an utterance ──silence, or too long──► quiet
///   └── nothing heard for a while ──► quiet
/// </code>
/// </summary>
internal sealed class HandsFreeEar
{
    private const int SamplesPerMillisecond = 16;
    private const int BlockMilliseconds = 20;

    // Before the moment in which speech counts: the beginning of a word is softer than its middle.
    private const int PreRollMilliseconds = 500;

    // So long after the room's own speech its echo is over.
    private const int EchoMilliseconds = 200;

    // An utterance over the room's voice that the endpointer does not hear ends after this.
    private const int UnheardMilliseconds = 700;

    private readonly Endpointer _endpointer;
    private readonly BargeInDetector _barge = new();
    private readonly RecentSound _recent = new();
    private readonly int _preRollSamples;
    private bool _roomSpeaks;
    private bool _speech;
    private int _echo;
    private int _unheard;

    /// <summary>Creates the ear of a microphone.</summary>
    public HandsFreeEar(EndpointerSettings settings)
    {
        _endpointer = new(settings);
        _preRollSamples = (PreRollMilliseconds + (int)settings.Onset.TotalMilliseconds) * SamplesPerMillisecond;
    }

    /// <summary>What a block of sound changed.</summary>
    public enum Change
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>An utterance begins with <see cref="Beginning"/>.</summary>
        Began,

        /// <summary>The utterance is over; the block is its last.</summary>
        Ended,

        /// <summary>Nobody has spoken for a while.</summary>
        NothingHeard,
    }

    /// <summary>Whether an utterance is being heard.</summary>
    public bool InUtterance { get; private set; }

    /// <summary>The sound with which the utterance that has just begun begins; the block that told it is its end.</summary>
    public short[] Beginning { get; private set; } = [];

    /// <summary>Looks at the next block.</summary>
    /// <param name="block"><see cref="Endpointer.FrameSize"/> samples.</param>
    /// <param name="roomSpeaks">Whether the room speaks itself.</param>
    public Change Push(ReadOnlySpan<short> block, bool roomSpeaks)
    {
        _recent.Add(block);
        Endpoint endpoint = _endpointer.Push(block);
        _speech = endpoint switch { Endpoint.SpeechStarted => true, Endpoint.SpeechEnded or Endpoint.TooLong => false, _ => _speech };
        bool person = Follow(roomSpeaks) && _barge.Push(SoundLevel.Of(block));
        if (InUtterance)
        {
            _unheard = _speech ? 0 : _unheard + BlockMilliseconds;
            return endpoint is Endpoint.SpeechEnded or Endpoint.TooLong || _unheard >= UnheardMilliseconds ? End() : Change.None;
        }

        if (endpoint is Endpoint.SpeechEnded or Endpoint.TooLong or Endpoint.NothingHeard)
        {
            // Speech that was never taken for a person's, or none.
            _endpointer.Reset();
            return endpoint == Endpoint.NothingHeard && !_roomSpeaks ? Change.NothingHeard : Change.None;
        }

        if (_roomSpeaks)
        {
            return person ? Begin(all: true) : Change.None;
        }

        return endpoint == Endpoint.SpeechStarted ? Begin(all: false) : Change.None;
    }

    // Whether the microphone may hear the room itself.
    private bool Follow(bool roomSpeaks)
    {
        if (roomSpeaks)
        {
            if (!_roomSpeaks)
            {
                _barge.Reset();
            }

            _roomSpeaks = true;
            _echo = EchoMilliseconds;
        }
        else if (_roomSpeaks && (_echo -= BlockMilliseconds) < 0)
        {
            _roomSpeaks = false;
            if (!InUtterance)
            {
                // What was heard until now was the room; a person who speaks is noticed again at once.
                _endpointer.Reset();
                _speech = false;
            }
        }

        return _roomSpeaks;
    }

    private Change Begin(bool all)
    {
        Beginning = _recent.Newest(all ? int.MaxValue : _preRollSamples);
        InUtterance = true;
        _unheard = 0;
        return Change.Began;
    }

    // The next utterance does not begin with the end of this one.
    private Change End()
    {
        InUtterance = false;
        _speech = false;
        Beginning = [];
        _recent.Clear();
        _endpointer.Reset();
        return Change.Ended;
    }
}
