using Sapphire.Audio.Formats;

namespace Sapphire.Audio.Tests.Formats;

public sealed class ChimeTests
{
    private readonly float[] _samples = Chime.Samples();

    [Fact]
    public void ItLastsSixTenthsOfASecondWithinRange()
    {
        _samples.Length.ShouldBe(9_600);
        _samples.ShouldAllBe(s => s > -0.9f && s < 0.9f);
        _samples.Max().ShouldBeGreaterThan(0.2f);
    }

    [Fact]
    public void ItBeginsAndEndsInSilence()
    {
        _samples[0].ShouldBe(0);
        _samples[^1].ShouldBe(0);
    }

    [Fact]
    public void ItsTwoTonesComeOneAfterTheOther()
    {
        Power(659.26, 0, 2_400).ShouldBeGreaterThan(20 * Power(830.61, 0, 2_400));
        Power(830.61, 4_000, 8_000).ShouldBeGreaterThan(Power(659.26, 4_000, 8_000));
    }

    // Goertzel's algorithm: the power of one frequency.
    private double Power(double frequency, int from, int to)
    {
        double coefficient = 2 * Math.Cos(2 * Math.PI * frequency / Chime.SampleRate);
        double a = 0, b = 0;
        for (int i = from; i < to; i++)
        {
            (a, b) = (_samples[i] + coefficient * a - b, a);
        }

        return a * a + b * b - coefficient * a * b;
    }
}
