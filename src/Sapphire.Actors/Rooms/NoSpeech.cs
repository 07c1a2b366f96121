using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Rooms;

/// <summary>Stands in where no engine is part of the composition: says so.</summary>
internal sealed class NoSpeech : ISpeechRecognizer, ISpeechSynthesizer, IAudioFiles
{
    public static NoSpeech Instance { get; } = new();

    public IRecognition Start() => throw Unavailable();

    public Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Voice>>([]);

    public Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken) => Task.FromException<SynthesizedSpeech>(Unavailable());

    public Task WarmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task WarmAsync(string voice, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<SpeechAudio> ReadAsync(string path, TimeSpan longest, CancellationToken cancellationToken) => Task.FromException<SpeechAudio>(Unavailable());

    public Task WriteAsync(string path, SpeechAudio audio, CancellationToken cancellationToken) => Task.FromException(Unavailable());

    private static SpeechException Unavailable() => new("unavailable", "This program was built without speech.", "Type instead.");
}
