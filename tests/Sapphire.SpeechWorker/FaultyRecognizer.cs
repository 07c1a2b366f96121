using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.SpeechWorker;

/// <summary>Understands how many samples there were and what they add up to. Some samples make it fail.</summary>
public sealed class FaultyRecognizer : IRecognitionEngine
{
    /// <summary>A sample that crashes it.</summary>
    public const short Crash = 30_001;

    /// <summary>A sample at which it hangs.</summary>
    public const short Hang = 30_002;

    /// <summary>A sample that takes 50 ms.</summary>
    public const short Slow = 30_003;

    private long _count;
    private long _sum;

    /// <inheritdoc />
    public string? Partial => _count < 1600 ? null : $"{_count / 1600}";

    /// <summary>What is understood of samples.</summary>
    public static string Text(ReadOnlySpan<short> samples)
    {
        FaultyRecognizer one = new();
        one.Count(samples);
        return one.Text();
    }

    /// <inheritdoc />
    public void Begin() => (_count, _sum) = (0, 0);

    /// <inheritdoc />
    public void Write(ReadOnlySpan<short> samples)
    {
        foreach (short sample in samples)
        {
            switch (sample)
            {
                case Crash:
                    Faults.Do("segv");
                    break;
                case Hang:
                    Faults.Do("hang");
                    break;
                case Slow:
                    Faults.Block(50);
                    break;
            }
        }

        Count(samples);
    }

    /// <inheritdoc />
    public Recognized Finish() => new(Text(), RecognizedBy.Open, null, Text(), TimeSpan.FromSeconds(_count / 16000.0), TimeSpan.Zero);

    /// <inheritdoc />
    public void Cancel()
    {
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private void Count(ReadOnlySpan<short> samples)
    {
        _count += samples.Length;
        // The order of samples counts too.
        foreach (short sample in samples) _sum = unchecked((_sum * 31) + sample);
    }

    private string Text() => $"{_count} samples, {_sum:x}";
}
