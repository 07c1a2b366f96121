using System.Globalization;
using System.Threading.Channels;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>Publishes from a short queue that drops its oldest; one loop writes.</summary>
internal sealed class TopicsClient : ITopics, IAsyncDisposable
{
    private const int LongestTopic = 200;

    // Forgotten all at once when there are more; a reader takes a number that begins anew for a new beginning.
    private const int MostTopics = 10_000;

    private readonly Link _link;
    private readonly QueueNames _names;
    private readonly NodeId _self;
    private readonly Channel<Outgoing> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly string _publisher;
    private long _dropped;
    private Task? _running;

    public TopicsClient(Link link, QueueNames names, NodeId self, int buffer)
    {
        _link = link;
        _names = names;
        _self = self;
        _publisher = self.ToString();
        _waiting = Channel.CreateBounded<Outgoing>(new BoundedChannelOptions(buffer) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, Drop);
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Publish(string topic, WireMessage message) => Publish(topic, message, null);

    public async Task<ISubscription> SubscribeAsync(string pattern, Func<TopicMessage, ValueTask> handler, SubscriptionOptions? options = null, CancellationToken cancellationToken = default)
    {
        Checked(pattern, isPattern: true);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Length, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Prefetch, 1, nameof(options));
        Subscription subscription = new(pattern, handler, options, _link, _names, _self.Name);
        try
        {
            await subscription.FirstAsync(cancellationToken);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes, and completes when it is written or dropped.</summary>
    public Task PublishAndWaitAsync(string topic, WireMessage message)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Publish(topic, message, gone);
        return gone.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _waiting.Writer.TryComplete();
        if (_running is not null) await _running;
        while (_waiting.Reader.TryRead(out Outgoing? rest)) Drop(rest);
    }

    /// <summary>Whether a topic fits a pattern, as AMQP has it.</summary>
    internal static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> topic)
    {
        if (pattern.IsEmpty) return topic.IsEmpty;
        ReadOnlySpan<char> word = First(pattern, out ReadOnlySpan<char> rest);
        if (word is "#")
        {
            for (ReadOnlySpan<char> from = topic; ; First(from, out from))
            {
                if (Fits(rest, from)) return true;
                if (from.IsEmpty) return false;
            }
        }

        if (topic.IsEmpty) return false;
        ReadOnlySpan<char> said = First(topic, out ReadOnlySpan<char> others);
        return (word is "*" || word.SequenceEqual(said)) && Fits(rest, others);
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        int dot = text.IndexOf('.');
        rest = dot < 0 ? [] : text[(dot + 1)..];
        return dot < 0 ? text : text[..dot];
    }

    private static void Checked(string topic, bool isPattern)
    {
        if (string.IsNullOrEmpty(topic) || topic.Length > LongestTopic || topic.Split('.').Any(w => w.Length == 0 || (!isPattern && w.AsSpan().ContainsAny('*', '#'))))
        {
            throw new ArgumentException($"'{topic}' is no {(isPattern ? "pattern" : "topic")}: words with dots between them, at most {LongestTopic} characters.", nameof(topic));
        }
    }

    private void Publish(string topic, WireMessage message, TaskCompletionSource? gone)
    {
        Checked(topic, isPattern: false);
        ArgumentNullException.ThrowIfNull(message);
        WireFormat.Check(message.Manifest, message.Body.Length);
        lock (_lock)
        {
            // Numbered and queued under one lock: the numbers of a topic are in the order in which they are sent.
            if (_sequences.Count >= MostTopics && !_sequences.ContainsKey(topic)) _sequences.Clear();
            long sequence = _sequences[topic] = _sequences.GetValueOrDefault(topic) + 1;
            Outgoing outgoing = new(topic, message with
            {
                Attributes = message.Attributes.SetItem(Marks.Publisher, _publisher).SetItem(Marks.Sequence, sequence.ToString(CultureInfo.InvariantCulture)),
            }, gone);
            if (!_waiting.Writer.TryWrite(outgoing)) Drop(outgoing);
            if (!_stop.IsCancellationRequested) _running ??= Task.Run(() => _link.KeepAsync(RunAsync, _stop.Token));
        }
    }

    private async Task RunAsync(ILinkSession session, CancellationToken stop)
    {
        await using ILinkChannel channel = await session.OpenAsync(confirms: false, stop);
        using Until ended = new(session, channel, stop);
        while (await _waiting.Reader.WaitToReadAsync(ended.Token))
        {
            // Looked at before taking: what is taken and not written is lost.
            while (!ended.Token.IsCancellationRequested && _waiting.Reader.TryRead(out Outgoing? outgoing))
            {
                try
                {
                    await channel.PublishAsync(_names.Topics, outgoing.Topic, outgoing.Message, durable: false, mandatory: false);
                    outgoing.Gone?.TrySetResult();
                }
                catch
                {
                    Drop(outgoing);
                    throw;
                }
            }
        }
    }

    private void Drop(Outgoing outgoing)
    {
        Interlocked.Increment(ref _dropped);
        outgoing.Gone?.TrySetResult();
    }

    private sealed record Outgoing(string Topic, WireMessage Message, TaskCompletionSource? Gone);
}
