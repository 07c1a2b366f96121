using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Speech;

/// <summary>The way from the services to the actors.</summary>
internal sealed class SpeechPools
{
    private readonly Dictionary<string, IActorRef> _workers = new(StringComparer.Ordinal);

    /// <summary>The engines of a kind are run by this actor.</summary>
    public void Add(IEnumerable<string> engines, IActorRef workers)
    {
        lock (_workers)
        {
            foreach (string engine in engines) _workers[engine] = workers;
        }
    }

    /// <summary>Hands a job in. Cancelling gives it up.</summary>
    /// <exception cref="SpeechException">The job failed.</exception>
    public async Task<T> DoAsync<T>(string engine, SpeechJob<T> job, CancellationToken cancellationToken)
    {
        Submit(engine, job);
        await using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(_ => Cancel(engine, job), null);
        return await job.Result;
    }

    /// <summary>Hands a job in.</summary>
    public void Submit(string engine, SpeechJob job) => Of(engine).Tell(new SubmitJob(engine, job));

    /// <summary>Gives a job up, wherever it is.</summary>
    public void Cancel(string engine, SpeechJob job)
    {
        job.Cancel();
        Of(engine).Tell(new JobCancelled(engine, job));
    }

    /// <summary>The actor that runs an engine.</summary>
    public IActorRef Of(string engine)
    {
        lock (_workers)
        {
            return _workers.TryGetValue(engine, out IActorRef? workers)
                ? workers
                : throw new SpeechException("unavailable", $"There is no engine {engine} here.", "Choose another voice.");
        }
    }
}
