using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Native.SpeexDsp;

/// <summary>Changes the sample rate of one channel of sound that arrives in pieces. How it is cut does not change the result. For one thread at a time; allocates nothing after its creation.</summary>
public sealed unsafe class Resampler : IDisposable
{
    /// <summary>Good for recognition: an alias is 111 dB down, 2.5 ms late, 8 µs for 10 ms from 48 to 16 kHz.</summary>
    public const int RecognitionQuality = 5;

    /// <summary>Good for files: keeps 7.2 kHz whole at 16 kHz, 5 ms late, 44 µs for 10 ms from 48 to 16 kHz.</summary>
    public const int FileQuality = 8;

    /// <summary>The lowest rate, in Hz.</summary>
    public const int LowestRate = 1000;

    /// <summary>The highest rate, in Hz. The filter grows with the ratio of the rates.</summary>
    public const int HighestRate = 768_000;

    private const int HighestQuality = 10;
    private const int FlushLength = 256;

    private readonly ResamplerHandle _handle;
    private readonly bool _skipZeros;

    /// <summary>Creates a resampler.</summary>
    /// <param name="from">The rate of what comes in, in Hz.</param>
    /// <param name="to">The rate of what goes out, in Hz.</param>
    /// <param name="quality">0 to 10.</param>
    /// <param name="skipZeros">Leaves out the silence at the beginning that the filter's delay would make; what is in the filter at the end must then be flushed with zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or the quality is out of range.</exception>
    /// <exception cref="EngineUnavailableException">libspeexdsp is missing.</exception>
    public Resampler(int from, int to, int quality = RecognitionQuality, bool skipZeros = true)
    {
        CheckRate(from, nameof(from));
        CheckRate(to, nameof(to));
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, HighestQuality);
        SpeexLibrary.Require();
        From = from;
        To = to;
        _skipZeros = skipZeros;
        int error;
        _handle = SpeexLibrary.Init(1, (uint)from, (uint)to, quality, &error);
        if (_handle.IsInvalid)
        {
            throw new InvalidOperationException($"libspeexdsp cannot resample {from} Hz to {to} Hz (error {error}).");
        }

        Reset();
    }

    /// <summary>The rate of what comes in, in Hz.</summary>
    public int From { get; }

    /// <summary>The rate of what goes out, in Hz.</summary>
    public int To { get; }

    /// <summary>Samples that come in until a sound is in the middle of the filter.</summary>
    public int Latency => SpeexLibrary.InputLatency(_handle);

    /// <summary>A length of output that always takes what <paramref name="input"/> samples make.</summary>
    public int OutputFor(int input) => checked((int)(((long)input * To + From - 1) / From) + 16);

    /// <summary>Resamples the next piece.</summary>
    /// <param name="input">Signed 16 bits.</param>
    /// <param name="output">Where to; as long as <see cref="OutputFor"/> says, all of the input is used.</param>
    /// <param name="used">Samples of the input that were used.</param>
    /// <returns>Samples written.</returns>
    public int Process(ReadOnlySpan<short> input, Span<short> output, out int used)
    {
        uint inputLength = (uint)input.Length;
        uint outputLength = (uint)output.Length;
        fixed (short* from = input, to = output)
        {
            Check(SpeexLibrary.Process(_handle, 0, from, &inputLength, to, &outputLength));
        }

        used = (int)inputLength;
        return (int)outputLength;
    }

    /// <summary>Resamples the next piece.</summary>
    /// <param name="input">Within −1 to 1, as a rule.</param>
    /// <param name="output">Where to; as long as <see cref="OutputFor"/> says, all of the input is used.</param>
    /// <param name="used">Samples of the input that were used.</param>
    /// <returns>Samples written.</returns>
    public int Process(ReadOnlySpan<float> input, Span<float> output, out int used)
    {
        uint inputLength = (uint)input.Length;
        uint outputLength = (uint)output.Length;
        fixed (float* from = input, to = output)
        {
            Check(SpeexLibrary.Process(_handle, 0, from, &inputLength, to, &outputLength));
        }

        used = (int)inputLength;
        return (int)outputLength;
    }

    /// <summary>Forgets the sound so far, for another one.</summary>
    public void Reset()
    {
        Check(SpeexLibrary.Reset(_handle));
        if (_skipZeros)
        {
            Check(SpeexLibrary.SkipZeros(_handle));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();

    /// <summary>Resamples a whole sound. It begins where it began, and is as long as before to half a sample.</summary>
    /// <param name="audio">The sound.</param>
    /// <param name="rate">The new rate, in Hz.</param>
    /// <param name="quality">0 to 10.</param>
    public static SpeechAudio Resample(SpeechAudio audio, int rate, int quality = FileQuality)
    {
        ArgumentNullException.ThrowIfNull(audio);
        if (audio.SampleRate == rate)
        {
            return audio;
        }

        using Resampler resampler = new(audio.SampleRate, rate, quality);
        short[] samples = new short[ResampledLength(audio.Samples.Length, audio.SampleRate, rate)];
        int written = 0;
        ReadOnlySpan<short> input = audio.Samples.Span;
        ReadOnlySpan<short> zeros = stackalloc short[FlushLength];
        while (written < samples.Length)
        {
            ReadOnlySpan<short> next = input.IsEmpty ? zeros : input;
            written += resampler.Process(next, samples.AsSpan(written), out int used);
            input = input[Math.Min(used, input.Length)..];
        }

        return new SpeechAudio(rate, samples);
    }

    /// <summary>How many samples <paramref name="length"/> samples become, rounded to the nearest.</summary>
    public static int ResampledLength(int length, int from, int to) => checked((int)(((long)length * to + from / 2) / from));

    private static void CheckRate(int rate, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, LowestRate, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, HighestRate, name);
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"libspeexdsp refused to resample (error {error}).");
        }
    }
}
