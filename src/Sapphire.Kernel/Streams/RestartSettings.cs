namespace Sapphire.Kernel.Streams;

/// <summary>When and how often a stream is restarted: after <c>min · 2ⁿ</c>, at most <c>max</c>, times a random factor between 1 and 1 + <see cref="RandomFactor"/>.</summary>
public sealed class RestartSettings
{
    private RestartSettings(TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxRestarts, TimeSpan maxRestartsWithin, Func<double> random)
    {
        MinBackoff = minBackoff;
        MaxBackoff = maxBackoff;
        RandomFactor = randomFactor;
        MaxRestarts = maxRestarts;
        MaxRestartsWithin = maxRestartsWithin;
        Random = random;
    }

    /// <summary>The shortest wait.</summary>
    public TimeSpan MinBackoff { get; }

    /// <summary>The longest wait, before the random factor.</summary>
    public TimeSpan MaxBackoff { get; }

    /// <summary>How much is added at most, as a part of the wait.</summary>
    public double RandomFactor { get; }

    /// <summary>After so many restarts the end of the stream is the end.</summary>
    public int MaxRestarts { get; }

    /// <summary>A run that lasts longer than this begins a new count of restarts, and waits grow from the shortest again.</summary>
    public TimeSpan MaxRestartsWithin { get; }

    internal Func<double> Random { get; }

    /// <summary>Restarts without end; a run longer than <paramref name="minBackoff"/> makes the waits grow from the shortest again.</summary>
    public static RestartSettings Create(TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        new(minBackoff, maxBackoff, randomFactor, int.MaxValue, minBackoff, System.Random.Shared.NextDouble);

    /// <summary>With another shortest wait.</summary>
    public RestartSettings WithMinBackoff(TimeSpan value) => new(value, MaxBackoff, RandomFactor, MaxRestarts, MaxRestartsWithin, Random);

    /// <summary>With another longest wait.</summary>
    public RestartSettings WithMaxBackoff(TimeSpan value) => new(MinBackoff, value, RandomFactor, MaxRestarts, MaxRestartsWithin, Random);

    /// <summary>With another random factor.</summary>
    public RestartSettings WithRandomFactor(double value) => new(MinBackoff, MaxBackoff, value, MaxRestarts, MaxRestartsWithin, Random);

    /// <summary>With a bound: at most <paramref name="count"/> restarts, unless a run has lasted longer than <paramref name="within"/>.</summary>
    public RestartSettings WithMaxRestarts(int count, TimeSpan within) => new(MinBackoff, MaxBackoff, RandomFactor, count, within, Random);

    /// <inheritdoc />
    public override string ToString() =>
        $"RestartSettings(minBackoff={MinBackoff},maxBackoff={MaxBackoff},randomFactor={RandomFactor},maxRestarts={MaxRestarts},maxRestartsWithin={MaxRestartsWithin})";

    /// <summary>With a source of numbers from 0 to 1.</summary>
    internal RestartSettings WithRandom(Func<double> random) => new(MinBackoff, MaxBackoff, RandomFactor, MaxRestarts, MaxRestartsWithin, random);
}
