using System.Threading.Channels;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Recognises on this node when it has the role and a free engine, else on another; when there is no other, the utterance waits for an
/// engine of this one.
/// </summary>
public sealed class ClusterRecognizer : ISpeechRecognizer
{
    private readonly SpeechCluster _cluster;

    internal ClusterRecognizer(SpeechCluster cluster) => _cluster = cluster;

    /// <inheritdoc />
    public IRecognition Start()
    {
        LocalSpeech local = _cluster.Local;
        if (local.Recognizes)
        {
            IDisposable? slot = local.Recognizers!.TryTakeOwn();
            if (slot is null && !_cluster.Part.Directory.OthersHave(SpeechQueue.Recognition)) slot = local.Recognizers.TakeOwn();
            if (slot is not null) return Start(local.Recognizer, slot);
        }

        ClusterSpeechPart part = _cluster.Part;
        RecognitionPromise promise = new(part.Settings.LongestUtterance);
        _cluster.Start(Props.CreateBy(() => new RecognitionRequest(part, promise)));
        return promise;
    }

    /// <inheritdoc />
    public Task WarmAsync(CancellationToken cancellationToken)
    {
        if (_cluster.Local.Recognizes) return _cluster.Local.Recognizer.WarmAsync(cancellationToken);
        _cluster.Warm(SpeechQueue.Recognition, null);
        return Task.CompletedTask;
    }

    private static OwnRecognition Start(ISpeechRecognizer recognizer, IDisposable slot)
    {
        try
        {
            return new(recognizer.Start(), slot);
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    private sealed class OwnRecognition(IRecognition recognition, IDisposable slot) : IRecognition
    {
        public ChannelReader<string> Partials => recognition.Partials;

        public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken) => recognition.WriteAsync(samples, cancellationToken);

        public async Task<Recognized> FinishAsync(CancellationToken cancellationToken)
        {
            using (slot) return await recognition.FinishAsync(cancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            slot.Dispose();
            return recognition.DisposeAsync();
        }
    }
}
