using System.Threading.Channels;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Speech;

/// <summary>The embedded recogniser.</summary>
public sealed class WorkerRecognizer : ISpeechRecognizer
{
    private readonly SpeechPools _pools;
    private readonly string _engine;
    private readonly JobLimits _limits;

    internal WorkerRecognizer(SpeechPools pools, string engine, JobLimits limits)
    {
        _pools = pools;
        _engine = engine;
        _limits = limits;
    }

    /// <inheritdoc />
    public IRecognition Start()
    {
        RecognitionJob job = new(_limits);
        _pools.Submit(_engine, job);
        return new Recognition(_pools, _engine, job);
    }

    /// <inheritdoc />
    public async Task WarmAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _pools.DoAsync(_engine, new WarmJob("", _limits), cancellationToken);
        }
        catch (SpeechException)
        {
            // By contract: the first utterance reports it.
        }
    }

    private sealed class Recognition(SpeechPools pools, string engine, RecognitionJob job) : IRecognition
    {
        public ChannelReader<string> Partials => job.Partials;

        public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken) => job.Tape.AppendAsync(samples, cancellationToken);

        public async Task<Recognized> FinishAsync(CancellationToken cancellationToken)
        {
            job.Tape.Complete();
            await using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(_ => pools.Cancel(engine, job), null);
            return await job.Result;
        }

        public ValueTask DisposeAsync()
        {
            if (!job.IsOver) pools.Cancel(engine, job);
            return ValueTask.CompletedTask;
        }
    }
}
