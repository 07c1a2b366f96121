namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.workers</c>: the processes that run the speech engines.</summary>
public sealed record WorkerOptions
{
    /// <summary>How many utterances are recognised at once.</summary>
    public int Recognizers { get; init; } = 2;

    /// <summary>Jobs that may wait for one engine.</summary>
    public int Queue { get; init; } = 64;

    /// <summary>A worker without work for so long is stopped.</summary>
    public TimeSpan IdleStop { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The memory of a worker, in bytes.</summary>
    public long Memory { get; init; } = 500L << 20;

    /// <summary>The memory of a worker with a recogniser, in bytes.</summary>
    public long RecognizerMemory { get; init; } = 700L << 20;

    /// <summary>How long loading an engine may take.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a sentence may take, and 50 ms for each character of it.</summary>
    public TimeSpan SynthesisTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the recogniser may give no answer to sound.</summary>
    public TimeSpan RecognitionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long reading or writing an audio file may take.</summary>
    public TimeSpan FileTimeout { get; init; } = TimeSpan.FromSeconds(60);

    internal static WorkerOptions Read(OptionsReader reader)
    {
        var defaults = new WorkerOptions();
        TimeSpan second = TimeSpan.FromSeconds(1);
        TimeSpan hour = TimeSpan.FromHours(1);
        return new WorkerOptions
        {
            Recognizers = reader.Int("workers.recognizers", defaults.Recognizers, 1, 64),
            Queue = reader.Int("workers.queue", defaults.Queue, 1, 10_000),
            IdleStop = reader.Duration("workers.idle-stop", defaults.IdleStop, second, TimeSpan.FromDays(7)),
            Memory = reader.Size("workers.memory", defaults.Memory, 64L << 20, 64L << 30),
            RecognizerMemory = reader.Size("workers.recognizer-memory", defaults.RecognizerMemory, 64L << 20, 64L << 30),
            StartTimeout = reader.Duration("workers.start-timeout", defaults.StartTimeout, second, hour),
            SynthesisTimeout = reader.Duration("workers.synthesis-timeout", defaults.SynthesisTimeout, second, hour),
            RecognitionTimeout = reader.Duration("workers.recognition-timeout", defaults.RecognitionTimeout, second, hour),
            FileTimeout = reader.Duration("workers.file-timeout", defaults.FileTimeout, second, hour),
        };
    }
}
