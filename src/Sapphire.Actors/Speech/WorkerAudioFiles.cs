using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Speech;

/// <summary>Audio files, read and written in a worker process.</summary>
public sealed class WorkerAudioFiles : IAudioFiles
{
    private readonly SpeechPools _pools;
    private readonly string _engine;
    private readonly JobLimits _limits;

    internal WorkerAudioFiles(SpeechPools pools, string engine, JobLimits limits)
    {
        _engine = engine;
        _pools = pools;
        _limits = limits;
    }

    /// <inheritdoc />
    public Task<SpeechAudio> ReadAsync(string path, TimeSpan longest, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, TimeSpan.FromHours(1));
        return _pools.DoAsync(_engine, new FileReadJob(Path.GetFullPath(path), longest, _limits), cancellationToken);
    }

    /// <inheritdoc />
    public Task WriteAsync(string path, SpeechAudio audio, CancellationToken cancellationToken) =>
        _pools.DoAsync(_engine, new FileWriteJob(Path.GetFullPath(path), audio, _limits), cancellationToken);
}
