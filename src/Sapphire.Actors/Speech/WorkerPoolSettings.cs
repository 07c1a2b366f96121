using Sapphire.Audio.Engines;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

/// <summary>How the workers of one engine are run.</summary>
/// <param name="Engine">The engine; see <see cref="EngineNames"/>.</param>
public sealed record WorkerPoolSettings(string Engine)
{
    /// <summary>Most processes at once.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Most jobs that wait; further ones are refused as <c>busy</c>.</summary>
    public int Queue { get; init; } = 64;

    /// <summary>A worker without work for so long is stopped.</summary>
    public TimeSpan IdleStop { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A worker that has more in memory is killed; in bytes.</summary>
    public long MemoryLimit { get; init; } = 500L << 20;

    /// <summary>How often the memory of a worker is looked at.</summary>
    public TimeSpan MemoryCheck { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long loading the engine may take.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The wait before a new worker after the first death; doubles with each further one until a job succeeds.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After so many starts in a row that failed, waiting jobs fail and new ones are refused until the next try.</summary>
    public int FailedStarts { get; init; } = 3;

    /// <summary>Makes what the engine needs to start; called for each worker.</summary>
    public Func<WorkerConfiguration> Configuration { get; init; } = () => WorkerConfiguration.Empty;

    /// <summary>Says at the start, without a process, what an engine lacks here; null when nothing is known to be missing.</summary>
    public Func<string, string?> FindProblem { get; init; } = static engine => EngineProbe.FindProblem(engine)?.Message;

    /// <summary>The time limits of jobs.</summary>
    public JobLimits Limits { get; init; } = new();
}
