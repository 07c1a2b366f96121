namespace Sapphire.Actors.Rooms.Listening;

/// <summary>
/// Finds a person who speaks while the room itself does. The microphone may hear the room's own voice, so that a person must be
/// louder than what was heard when the room began, and for longer than a click or a cough.
/// </summary>
internal sealed class BargeInDetector
{
    // Never below this, in dBFS: breath and keys are softer.
    private const double Lowest = -42;

    // A person must be so much louder than the room's echo, in dB.
    private const double Over = 6;

    // The loudest echo that is believed, in dBFS: what is louder is a person who spoke from the first moment.
    private const double LoudestEcho = -28;

    // The echo is learnt from the first blocks, and forgotten by 3 dB a second.
    private const int LearntBlocks = 15;
    private const double ForgottenPerBlock = 0.06;

    // In ms of 20 ms blocks: 250 ms of speech; the gaps between syllables take back half as fast as speech counts.
    private const int Needed = 250;
    private const int Loud = 20;
    private const int Soft = 10;

    private double _echo = SoundLevel.Silence;
    private int _blocks;
    private int _heard;

    /// <summary>The room begins to speak.</summary>
    public void Reset()
    {
        _echo = SoundLevel.Silence;
        _blocks = 0;
        _heard = 0;
    }

    /// <summary>Looks at the next 20 ms.</summary>
    /// <param name="level">Its level, in dBFS.</param>
    /// <returns>True when a person speaks.</returns>
    public bool Push(double level)
    {
        bool loud = level > Math.Max(Lowest, _echo + Over);
        _heard = loud ? _heard + Loud : Math.Max(0, _heard - Soft);
        _echo = _blocks++ < LearntBlocks ? Math.Max(_echo, Math.Min(level, LoudestEcho)) : _echo - ForgottenPerBlock;
        return _heard >= Needed;
    }
}
