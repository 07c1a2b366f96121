namespace Sapphire.Audio.Listening;

/// <summary>
/// Finds the beginning and the end of speech by its energy over an adaptive noise floor. Time is counted in samples, and a
/// frame allocates nothing. Not safe for several threads.
/// </summary>
/// <remarks>
/// <code>
///               Onset of loud frames                  Silence of quiet frames
///   Waiting ──────────────────────────► Speaking ───────────────────────────► Done
///      │        SpeechStarted              │          SpeechEnded               ▲ │
///      │                                   └── Longest ── TooLong ──────────────┤ │ Reset: back to Waiting
///      └── Patience ── NothingHeard ────────────────────────────────────────────┘ ▼
/// </code>
/// The floor is the least energy of the last two seconds (minimum statistics, after R. Martin, 2001): it falls at once and
/// rises slowly, so that a hum or a louder gain becomes floor within two seconds, while the short pauses inside speech keep
/// it from becoming floor.
/// </remarks>
public sealed class Endpointer
{
    /// <summary>Samples a frame: 20 ms at 16 kHz.</summary>
    public const int FrameSize = 320;

    private const int SampleRate = 16_000;

    /// <summary>Frames of a block of the minimum: a quarter of a second.</summary>
    private const int BlockFrames = 12;

    /// <summary>Blocks that are remembered: two seconds.</summary>
    private const int Blocks = 8;

    /// <summary>A frame counts as loud so much over the floor, in dB.</summary>
    private const double OnsetOver = 10;

    /// <summary>A frame counts as quiet below so much over the floor, in dB: lower than the onset, so that a soft ending is kept.</summary>
    private const double ReleaseOver = 6;

    /// <summary>Nothing quieter is speech, in dB over one unit (−58 dB of full scale): digital silence has no floor to speak of.</summary>
    private const double LeastOnset = 32;

    private const double LeastRelease = 28;

    /// <summary>How fast the floor may rise, in dB a frame (15 dB a second).</summary>
    private const double Rise = 0.3;

    /// <summary>While somebody speaks, what is so much below the loudest of it is a pause, in dB, whatever the floor is.</summary>
    private const double UnderPeak = 24;

    /// <summary>How fast the loudest is forgotten, in dB a frame (5 dB a second).</summary>
    private const double PeakFall = 0.1;

    /// <summary>Frames at the very beginning that only teach the floor.</summary>
    private const int WarmUp = 8;

    /// <summary>The floor is at most this at the very beginning: who speaks at once is not taken for noise, unless it is <see cref="Steady"/>.</summary>
    private const double HighestFirstFloor = 50;

    /// <summary>Noise varies less than this in its first frames, in dB, and speech more.</summary>
    private const double Steady = 6;

    private readonly double[] _blocks = new double[Blocks];
    private readonly int _onset;
    private readonly int _silence;
    private readonly long _longest;
    private readonly long _patience;
    private State _state;
    private long _frames;
    private double _floor;
    private double _blockMinimum = double.MaxValue;
    private int _block;
    private int _inBlock;
    private double _firstPeak;
    private double _peak;
    private int _loud;
    private int _quiet;
    private int _loudRun;
    private long _elapsed;

    /// <summary>Creates an endpointer that knows nothing of the noise yet.</summary>
    /// <param name="settings">When an utterance begins and ends.</param>
    public Endpointer(EndpointerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        _onset = (int)Math.Max(1, Frames(settings.Onset));
        _silence = (int)Math.Max(1, Frames(settings.Silence));
        _longest = Math.Max(1, Frames(settings.Longest));
        _patience = settings.Patience is { } patience ? Math.Max(1, Frames(patience)) : long.MaxValue;
        Array.Fill(_blocks, double.MaxValue);
    }

    private enum State
    {
        Waiting,
        Speaking,
        Done,
    }

    /// <summary>The settings.</summary>
    public EndpointerSettings Settings { get; }

    /// <summary>The noise floor, in dB over one unit of a 16-bit sample.</summary>
    public double Floor => _floor;

    /// <summary>Looks at the next frame.</summary>
    /// <param name="frame"><see cref="FrameSize"/> samples, mono, signed 16 bits, 16 kHz.</param>
    /// <exception cref="ArgumentException">The frame has another size.</exception>
    public Endpoint Push(ReadOnlySpan<short> frame)
    {
        if (frame.Length != FrameSize)
        {
            throw new ArgumentException($"A frame has {FrameSize} samples, not {frame.Length}.", nameof(frame));
        }

        double energy = Energy(frame);
        Learn(energy);
        _elapsed++;
        return _state switch
        {
            State.Waiting => Wait(energy),
            State.Speaking => Speak(energy),
            _ => Endpoint.None,
        };
    }

    /// <summary>Waits for the next utterance; what is known of the noise is kept.</summary>
    public void Reset()
    {
        _state = State.Waiting;
        _elapsed = 0;
        _loud = 0;
        _loudRun = 0;
        _quiet = 0;
    }

    private Endpoint Wait(double energy)
    {
        // A click is loud for a frame or two: quiet frames take back twice what loud ones gave.
        _loud = energy > Math.Max(_floor + OnsetOver, LeastOnset) && _frames > WarmUp ? _loud + 1 : Math.Max(0, _loud - 2);
        if (_loud >= _onset)
        {
            _state = State.Speaking;
            _elapsed = _onset;
            _quiet = 0;
            _loudRun = 2;
            _peak = energy;
            return Endpoint.SpeechStarted;
        }

        // Whoever is just about to be heard is not cut off.
        if (_elapsed >= _patience && _loud == 0)
        {
            _state = State.Done;
            return Endpoint.NothingHeard;
        }

        return Endpoint.None;
    }

    private Endpoint Speak(double energy)
    {
        _peak = Math.Max(energy, _peak - PeakFall);
        _loudRun = energy > Math.Max(Math.Max(_floor + ReleaseOver, LeastRelease), _peak - UnderPeak) ? _loudRun + 1 : 0;
        // A single loud frame is a click, and does not make the speech longer.
        _quiet = _loudRun >= 2 ? 0 : _quiet + 1;
        if (_quiet >= _silence)
        {
            _state = State.Done;
            return Endpoint.SpeechEnded;
        }

        if (_elapsed >= _longest)
        {
            _state = State.Done;
            return Endpoint.TooLong;
        }

        return Endpoint.None;
    }

    private void Learn(double energy)
    {
        _frames++;
        _blockMinimum = Math.Min(_blockMinimum, energy);
        double least = _blockMinimum;
        foreach (double minimum in _blocks)
        {
            least = Math.Min(least, minimum);
        }

        if (_frames <= WarmUp)
        {
            _firstPeak = Math.Max(_firstPeak, energy);
            _floor = _firstPeak - least < Steady ? least : Math.Min(least, HighestFirstFloor);
        }
        else
        {
            _floor = least < _floor ? least : Math.Min(least, _floor + Rise);
        }

        if (++_inBlock == BlockFrames)
        {
            _blocks[_block] = _blockMinimum;
            _block = (_block + 1) % Blocks;
            _blockMinimum = double.MaxValue;
            _inBlock = 0;
        }
    }

    /// <summary>Mean power of a frame without its constant part, in dB over one unit.</summary>
    private static double Energy(ReadOnlySpan<short> frame)
    {
        long sum = 0;
        long squares = 0;
        foreach (short sample in frame)
        {
            sum += sample;
            squares += sample * sample;
        }

        double mean = (double)sum / frame.Length;
        return 10 * Math.Log10(Math.Max(0, (double)squares / frame.Length - mean * mean) + 1);
    }

    private static long Frames(TimeSpan time) => (long)Math.Round(time.TotalSeconds * SampleRate / FrameSize);
}
