using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Speaks on this node when it has the role and a free engine, else on another; when there is no other, the sentence waits for an
/// engine of this one. The voices are those of all nodes.
/// </summary>
public sealed class ClusterSynthesizer : ISpeechSynthesizer
{
    private static readonly TimeSpan VoicesTimeout = TimeSpan.FromSeconds(3);

    // A node that has just connected has not heard of the others yet; after an outage they come back one by one.
    private static readonly TimeSpan Acquaintance = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly SpeechCluster _cluster;
    private readonly ConcurrentDictionary<(NodeId Node, string Engine), ImmutableArray<Voice>> _known = new();

    internal ClusterSynthesizer(SpeechCluster cluster) => _cluster = cluster;

    /// <inheritdoc />
    public async Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken)
    {
        await AcquaintedAsync(cancellationToken);
        IEnumerable<string> engines = _cluster.Local.Synthesizers.Keys.Concat(_cluster.Part.Directory.Engines(SpeechQueue.SynthesisRole)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. (await Task.WhenAll(engines.Select(engine => VoicesAsync(engine, cancellationToken)))).SelectMany(static voices => voices)];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Voice>> GetVoicesAsync(string engine, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        await AcquaintedAsync(cancellationToken);
        return await VoicesAsync(engine, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Text.Length > SpeechRequest.MaxText)
        {
            throw new SpeechException("too-long", $"A sentence of {request.Text.Length} characters is too long to speak.", $"At most {SpeechRequest.MaxText} are allowed.");
        }

        string engine = EngineOf(request.Voice);
        SpeechQueue queue = SpeechQueue.Synthesis(engine);
        if (_cluster.Local.SpeaksWith(engine))
        {
            EngineSlots slots = _cluster.Local.Synthesizers[engine];
            IDisposable? slot = slots.TryTakeOwn();
            if (slot is null && !_cluster.Part.Directory.OthersHave(queue)) slot = slots.TakeOwn();
            if (slot is not null)
            {
                using (slot) return await _cluster.Local.Synthesizer.SynthesizeAsync(request, cancellationToken);
            }
        }

        ClusterSpeechPart part = _cluster.Part;
        RequestHandle handle = new();
        TaskCompletionSource<SynthesizedSpeech> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(static handle => ((RequestHandle)handle!).Cancel(), handle);
        _cluster.Start(Props.CreateBy(() => new SynthesisRequest(part, queue, request, handle, result)));
        return await result.Task;
    }

    /// <inheritdoc />
    public async Task WarmAsync(string voice, CancellationToken cancellationToken)
    {
        string engine;
        try
        {
            engine = EngineOf(voice);
        }
        catch (SpeechException)
        {
            // By contract: the first sentence reports it.
            return;
        }

        if (_cluster.Local.SpeaksWith(engine)) await _cluster.Local.Synthesizer.WarmAsync(voice, cancellationToken);
        else _cluster.Warm(SpeechQueue.Synthesis(engine), voice);
    }

    private static string EngineOf(string voice)
    {
        int slash = voice.IndexOf('/', StringComparison.Ordinal);
        string engine = slash < 0 ? voice : voice[..slash];

        // It becomes part of the name of a queue.
        return engine.Length is > 0 and <= 40 && engine.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? engine
            : throw new SpeechException("bad-request", $"There is no voice {voice}.", "The id of a voice is ENGINE/NAME, such as flite/slt.");
    }

    private async Task<IReadOnlyList<Voice>> VoicesAsync(string engine, CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<Voice>> own = _cluster.Local.SpeaksWith(engine) ? _cluster.Local.Synthesizer.GetVoicesAsync(engine, cancellationToken) : Task.FromResult<IReadOnlyList<Voice>>([]);
        ClusterSpeechPart part = _cluster.Part;
        Task<ImmutableArray<Voice>[]> others = Task.WhenAll(part.Directory.Nodes(SpeechQueue.Synthesis(engine)).Where(node => node != part.Transport.Self).Select(node => AskAsync(node, engine, cancellationToken)));
        return [.. (await own).Concat((await others).SelectMany(static voices => voices)).DistinctBy(static voice => voice.Id)];
    }

    private async Task<ImmutableArray<Voice>> AskAsync(NodeId node, string engine, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((node, engine), out ImmutableArray<Voice> known)) return known;
        try
        {
            ImmutableArray<Voice> voices = (await _cluster.On(node).Ask<NodeVoices>(new GetNodeVoices(engine), VoicesTimeout, cancellationToken)).Voices;

            // One life of a node: others are forgotten when the next of its name is known.
            foreach ((NodeId Node, string Engine) key in _known.Keys.Where(key => key.Node.Name == node.Name && key.Node != node)) _known.TryRemove(key, out _);
            if (voices.Length > 0) _known[(node, engine)] = voices;
            return voices;
        }
        catch (AskTimeoutException)
        {
            // As good as missing; whoever speaks with it is told why.
            return [];
        }
    }

    private async Task AcquaintedAsync(CancellationToken cancellationToken)
    {
        ClusterSpeechPart part = _cluster.Part;
        while (part.Directory.Engines(SpeechQueue.SynthesisRole).IsEmpty
            && (part.Transport.State.Status == TransportStatus.Connecting || part.Directory.IsConnected)
            && part.Clock.GetUtcNow() - part.Transport.State.Since < Acquaintance)
        {
            await Task.Delay(LookInterval, part.Clock, cancellationToken);
        }
    }
}
