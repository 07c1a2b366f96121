namespace Sapphire.Actors.Rooms.Listening;

/// <summary>Tells whether anything was said while the button was held.</summary>
internal sealed class PressedEar
{
    // The room's noise is what the softest tenth of the sound does not exceed, kept within these, in dBFS; speech is so much louder.
    private const double Softest = -66;
    private const double Loudest = -50;
    private const double Over = 6;

    // A short "stop" has 0.2 s above the noise; a press by mistake has none.
    private const int NeededMilliseconds = 200;
    private const int BlockMilliseconds = 20;
    private const double MillisecondsPerSample = 1 / 16.0;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly List<double> _levels = new(256);
    private double _milliseconds;

    /// <summary>True when the press is as long as an utterance may be.</summary>
    public bool IsTooLong => _milliseconds >= Longest.TotalMilliseconds;

    /// <summary>Looks at the next 20 ms, or less at the end.</summary>
    public void Push(ReadOnlySpan<short> block)
    {
        if (block.Length > 0)
        {
            _levels.Add(SoundLevel.Of(block));
            _milliseconds += block.Length * MillisecondsPerSample;
        }
    }

    /// <summary>Whether something was said.</summary>
    public bool HasSpeech()
    {
        if (_levels.Count == 0)
        {
            return false;
        }

        double[] sorted = [.. _levels.Order()];
        double noise = Math.Clamp(sorted[sorted.Length / 10], Softest, Loudest);
        return sorted.Count(level => level > noise + Over) * BlockMilliseconds >= NeededMilliseconds;
    }
}
