using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Native.SpeexDsp;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Native;

public sealed class ResamplerTests
{
    private static readonly int[] Rates = [1000, 8000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000, 192_000];

    [Fact]
    public void AWholeSoundIsAsLongAsBefore() =>
        Prop.ForAll(
            Gen.Elements(Rates).Two().Zip(Gen.Choose(0, 20_000)).ToArbitrary(),
            sample =>
            {
                ((int from, int to), int length) = sample;
                SpeechAudio audio = Resampler.Resample(new SpeechAudio(from, new short[length]), to);
                return audio.SampleRate == to && audio.Samples.Length == (int)Math.Floor((double)length * to / from + 0.5);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(48_000, 16_000)]
    [InlineData(44_100, 16_000)]
    [InlineData(22_050, 16_000)]
    [InlineData(8_000, 16_000)]
    [InlineData(16_000, 48_000)]
    public void AToneIsTheSameToneAndNotLate(int from, int to)
    {
        SpeechAudio tone = Resampler.Resample(Tone(from), to);
        short[] ideal = Tone(to).Samples.ToArray();
        // Its edges ring.
        int edge = to / 50;
        double error = 0;
        for (int i = edge; i < ideal.Length - edge; i++)
        {
            error = Math.Max(error, Math.Abs(tone.Samples.Span[i] - ideal[i]));
        }

        error.ShouldBeLessThan(20);
    }

    [Fact]
    public void WhatIsAboveHalfTheNewRateIsGone()
    {
        short[] samples = new short[48_000];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(10_000 * Math.Sin(2 * Math.PI * 9000 * i / 48_000));
        }

        SpeechAudio audio = Resampler.Resample(new SpeechAudio(48_000, samples), 16_000);
        audio.Samples.ToArray().Skip(400).SkipLast(400).Max(s => Math.Abs((int)s)).ShouldBeLessThan(3);
    }

    [Fact]
    public void HowItIsCutDoesNotMatter() =>
        Prop.ForAll(
            Gen.Choose(1, 2000).NonEmptyListOf().ToArbitrary(),
            sizes =>
            {
                short[] tone = Tone(44_100).Samples[..20_000].ToArray();
                return Stream(tone, sizes.Append(20_000)).AsSpan().SequenceEqual(Stream(tone, [20_000]));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void FloatsAreResampledLikeIntegers()
    {
        short[] tone = Tone(44_100).Samples.ToArray();
        using Resampler integers = new(44_100, 16_000);
        using Resampler floats = new(44_100, 16_000);
        short[] a = new short[integers.OutputFor(tone.Length)];
        float[] b = new float[a.Length];
        int length = integers.Process(tone, a, out int used);
        used.ShouldBe(tone.Length);
        floats.Process([.. tone.Select(s => s / 32768f)], b, out _).ShouldBe(length);
        for (int i = 0; i < length; i++)
        {
            (b[i] * 32768).ShouldBe(a[i], 1.01);
        }
    }

    [Fact]
    public void AllocatesNothingForAPiece()
    {
        using Resampler resampler = new(48_000, 16_000);
        short[] input = new short[480];
        short[] output = new short[resampler.OutputFor(480)];
        _ = resampler.Process(input, output, out _);

        // The runtime may allocate on this thread too, when it compiles anew what is hot: the least of some runs counts.
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int written = 0;
            for (int i = 0; i < 1000; i++) written += resampler.Process(input, output, out _);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            written.ShouldBeInRange(159_900, 160_100);
        }

        least.ShouldBe(0);
    }

    [Fact]
    public void BeginsAnewAfterAReset()
    {
        using Resampler resampler = new(44_100, 16_000);
        short[] tone = Tone(44_100).Samples[..441].ToArray();
        short[] first = new short[resampler.OutputFor(441)];
        short[] second = new short[first.Length];
        int length = resampler.Process(tone, first, out _);
        resampler.Reset();
        resampler.Process(tone, second, out _).ShouldBe(length);
        second.ShouldBe(first);
        resampler.Latency.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(0, 16_000, 5)]
    [InlineData(16_000, int.MaxValue, 5)]
    [InlineData(-1, 16_000, 5)]
    [InlineData(16_000, 8000, 11)]
    [InlineData(16_000, 8000, -1)]
    public void RatesAndQualitiesOutOfRangeAreRefused(int from, int to, int quality) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Resampler(from, to, quality));

    private static short[] Stream(short[] samples, IEnumerable<int> sizes)
    {
        using Resampler resampler = new(44_100, 16_000);
        List<short> result = [];
        ReadOnlyMemory<short> rest = samples;
        foreach (int size in sizes)
        {
            ReadOnlyMemory<short> piece = rest[..Math.Min(size, rest.Length)];
            short[] output = new short[resampler.OutputFor(piece.Length)];
            int written = resampler.Process(piece.Span, output, out int used);
            used.ShouldBe(piece.Length);
            result.AddRange(output[..written]);
            rest = rest[piece.Length..];
        }

        return [.. result];
    }

    private static SpeechAudio Tone(int rate)
    {
        short[] samples = new short[rate];
        for (int i = 0; i < rate; i++)
        {
            samples[i] = (short)Math.Round(10_000 * Math.Sin(2 * Math.PI * 1000 * i / rate));
        }

        return new SpeechAudio(rate, samples);
    }
}
