using System.Globalization;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>
/// A queue of this connection's own, bound to a pattern, session after session. Acknowledged one by one: only what the broker still
/// has can it drop.
/// </summary>
internal sealed class Subscription : ISubscription
{
    // Forgotten all at once when there are more: then one gap of each may go unnoticed.
    private const int MostSources = 10_000;

    private readonly Func<TopicMessage, ValueTask> _handler;
    private readonly SubscriptionOptions _options;
    private readonly Link _link;
    private readonly QueueNames _names;
    private readonly string _node;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(string Publisher, string Topic), long> _last = [];
    private readonly Task _running;
    private long _received;
    private long _missed;
    private long _failed;

    public Subscription(string pattern, Func<TopicMessage, ValueTask> handler, SubscriptionOptions options, Link link, QueueNames names, string node)
    {
        Pattern = pattern;
        _handler = handler;
        _options = options;
        _link = link;
        _names = names;
        _node = node;
        _running = Task.Run(RunAsync);
    }

    public string Pattern { get; }

    public long Received => Interlocked.Read(ref _received);

    public long Missed => Interlocked.Read(ref _missed);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Completes with the first subscription.</summary>
    public Task FirstAsync(CancellationToken cancellationToken) => _first.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        await _link.KeepAsync(ConsumeAsync, _stop.Token);
        _first.TrySetException(new ClusterException(ClusterError.Closed, "This node has closed its connection to the cluster."));
        _ = _first.Task.Exception;
    }

    private async Task ConsumeAsync(ILinkSession session, CancellationToken stop)
    {
        try
        {
            await using ILinkChannel channel = await session.OpenAsync(confirms: false, stop);
            QueueSpec queue = _names.Subscription(_node, _options.Length);
            await channel.DeclareAsync(queue, stop);
            await channel.BindAsync(queue.Name, _names.Topics, Pattern, stop);
            await channel.ConsumeAsync(queue.Name, _options.Prefetch, raw => DeliverAsync(raw, channel, session), stop);
            _first.TrySetResult();
            await channel.Closed.WaitAsync(stop);
        }
        catch (ClusterException e) when (session.IsAlive && e.Reason is ClusterError.Mismatch or ClusterError.Forbidden)
        {
            _first.TrySetException(e);
            throw;
        }
    }

    private async ValueTask DeliverAsync(RawDelivery raw, ILinkChannel channel, ILinkSession session)
    {
        if (_stop.IsCancellationRequested) return;
        string publisher = raw.Message.Attributes.GetValueOrDefault(Marks.Publisher) ?? "";
        if (NodeId.Parse(publisher) is { } node && long.TryParse(raw.Message.Attributes.GetValueOrDefault(Marks.Sequence), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
        {
            long missed = Gap((publisher, raw.Key), sequence);
            Interlocked.Increment(ref _received);
            Interlocked.Add(ref _missed, missed);
            try
            {
                await _handler(new(raw.Key, node, sequence, missed, raw.Message with { Attributes = raw.Message.Attributes.Remove(Marks.Publisher).Remove(Marks.Sequence) }));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Interlocked.Increment(ref _failed);
            }
        }

        try
        {
            if (session.IsAlive) await channel.AckAsync(raw.Tag);
        }
        catch (Exception e) when (!session.IsAlive || channel.Closed.IsCompleted)
        {
            _ = e;
        }
    }

    private long Gap((string Publisher, string Topic) source, long sequence)
    {
        if (_last.Count >= MostSources && !_last.ContainsKey(source)) _last.Clear();
        long gap = _last.TryGetValue(source, out long last) && sequence > last ? sequence - last - 1 : 0;
        _last[source] = sequence;
        return gap;
    }
}
