using Sapphire.Audio.Engines;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Speech;

/// <summary>Audio files, read and written in a worker process.</summary>
public sealed class WorkerAudioFiles : IAudioFiles
{
    private readonly SpeechPools _pools;
    private readonly JobLimits _limits;

    internal WorkerAudioFiles(SpeechPools pools, JobLimits limits)
    {
        _pools = pools;
        _limits = limits;
    }

    /// <inheritdoc />
    public Task<SpeechAudio> ReadAsync(string path, TimeSpan longest, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, TimeSpan.FromHours(1));
        return _pools.DoAsync(EngineNames.SoundFile, new FileReadJob(Path.GetFullPath(path), longest, _limits), cancellationToken);
    }

    /// <inheritdoc />
    public Task WriteAsync(string path, SpeechAudio audio, CancellationToken cancellationToken) =>
        _pools.DoAsync(EngineNames.SoundFile, new FileWriteJob(Path.GetFullPath(path), audio, _limits), cancellationToken);
}
