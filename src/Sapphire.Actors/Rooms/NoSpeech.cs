using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Rooms;

/// <summary>Stands in where no engine is part of the composition: says so.</summary>
public sealed class NoSpeech : ISpeechRecognizer, ISpeechSynthesizer, IAudioFiles
{
    /// <summary>The only one.</summary>
    public static NoSpeech Instance { get; } = new();

    /// <inheritdoc />
    public IRecognition Start() => throw Unavailable();

    /// <inheritdoc />
    public Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Voice>>([]);

    /// <inheritdoc />
    public Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken) => Task.FromException<SynthesizedSpeech>(Unavailable());

    /// <inheritdoc />
    public Task WarmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task WarmAsync(string voice, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task<SpeechAudio> ReadAsync(string path, TimeSpan longest, CancellationToken cancellationToken) => Task.FromException<SpeechAudio>(Unavailable());

    /// <inheritdoc />
    public Task WriteAsync(string path, SpeechAudio audio, CancellationToken cancellationToken) => Task.FromException(Unavailable());

    private static SpeechException Unavailable() => new("unavailable", "No engine for speech is part of this program.", "Type instead.");
}
