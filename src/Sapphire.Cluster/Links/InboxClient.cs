using System.Threading.Channels;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>
/// One queue of this node's connection, bound to its name and to its name with its incarnation: the broker itself finds out that a
/// life of a node is over. One loop writes, in the order of the calls.
/// </summary>
internal sealed class InboxClient : IInbox, IAsyncDisposable
{
    private const int Prefetch = 100;

    private readonly Link _link;
    private readonly QueueNames _names;
    private readonly NodeId _self;
    private readonly Channel<Letter> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Action<Undeliverable>? _undeliverable;
    private CancellationTokenSource? _receiving;
    private Task _received = Task.CompletedTask;
    private Task? _running;
    private long _failed;

    public InboxClient(Link link, QueueNames names, NodeId self, int buffer)
    {
        _link = link;
        _names = names;
        _self = self;
        _waiting = Channel.CreateBounded<Letter>(new BoundedChannelOptions(buffer) { SingleReader = true });
    }

    public long Failed => Interlocked.Read(ref _failed);

    public ValueTask TellAsync(NodeId node, WireMessage message, CancellationToken cancellationToken = default) => TellToAsync(node.ToString(), message, cancellationToken);

    public ValueTask TellAsync(string node, WireMessage message, CancellationToken cancellationToken = default) => TellToAsync(NodeId.Valid(node), message, cancellationToken);

    public IDisposable Receive(Func<WireMessage, ValueTask> receiver, Action<Undeliverable>? undeliverable = null)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        CancellationTokenSource end;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (_receiving is not null) throw new InvalidOperationException("The inbox of this node has a receiver already; dispose that first.");
            end = _receiving = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            _undeliverable = undeliverable;
            _received = Task.Run(() => _link.KeepAsync((session, stop) => ConsumeAsync(session, receiver, stop), end.Token), CancellationToken.None);
        }

        return new Ending(() =>
        {
            lock (_lock)
            {
                _receiving = null;
                _undeliverable = null;
            }

            end.Cancel();
        });
    }

    /// <summary>Makes the queue: the broker refuses it where another node has the name.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterError.NameTaken"/>.</exception>
    public async Task PrepareAsync(ILinkChannel channel, CancellationToken cancellationToken)
    {
        QueueSpec queue = _names.Inbox(_self.Name);
        try
        {
            await channel.DeclareAsync(queue, cancellationToken);
        }
        catch (ClusterException e) when (e.Reason == ClusterError.NameTaken)
        {
            throw new ClusterException(ClusterError.NameTaken,
                $"Another node named '{_self.Name}' is in the cluster, and was there first. Give this one another name or stop the other. (After a lost connection it may be this node's own, for some seconds.)", e);
        }

        await channel.BindAsync(queue.Name, _names.Inboxes, _self.Name, cancellationToken);
        await channel.BindAsync(queue.Name, _names.Inboxes, _self.ToString(), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _waiting.Writer.TryComplete();
        if (_running is not null) await _running;
        await _received;
        FailWaiting(new ClusterException(ClusterError.Closed, "This node has closed its connection to the cluster."));
    }

    private async ValueTask TellToAsync(string key, WireMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        WireFormat.Check(message.Manifest, message.Body.Length);
        if (_link.Session is null) throw _link.Unreachable();
        Letter letter = new(key, message);
        lock (_lock)
        {
            if (!_stop.IsCancellationRequested) _running ??= Task.Run(() => _link.KeepAsync(RunAsync, _stop.Token), CancellationToken.None);
        }

        try
        {
            if (!_waiting.Writer.TryWrite(letter)) await _waiting.Writer.WriteAsync(letter, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ClusterException(ClusterError.Closed, "This node has closed its connection to the cluster.");
        }

        await letter.Written.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync(ILinkSession session, CancellationToken stop)
    {
        Letter? inHand = null;
        try
        {
            await using ILinkChannel channel = await session.OpenAsync(confirms: false, stop);
            channel.Returned = (key, message) => Volatile.Read(ref _undeliverable)?.Invoke(new(key, message.MessageId, message.CorrelationId));
            using Until ended = new(session, channel, stop);
            while (await _waiting.Reader.WaitToReadAsync(ended.Token))
            {
                while (_waiting.Reader.TryRead(out inHand))
                {
                    await channel.PublishAsync(_names.Inboxes, inHand.Key, inHand.Message, durable: false, mandatory: true);
                    inHand.Written.TrySetResult();
                    inHand = null;
                }
            }
        }
        finally
        {
            ClusterException lost = new(ClusterError.Unreachable, "The connection to the broker was lost; the message may not have arrived.");
            inHand?.Written.TrySetException(lost);
            FailWaiting(lost);
        }
    }

    private async Task ConsumeAsync(ILinkSession session, Func<WireMessage, ValueTask> receiver, CancellationToken stop)
    {
        await using ILinkChannel channel = await session.OpenAsync(confirms: false, stop);
        await channel.ConsumeAsync(_names.Inbox(_self.Name).Name, Prefetch, async raw =>
        {
            if (stop.IsCancellationRequested) return;
            try
            {
                await receiver(raw.Message);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Interlocked.Increment(ref _failed);
            }

            try
            {
                if (session.IsAlive) await channel.AckAsync(raw.Tag);
            }
            catch (Exception e) when (!session.IsAlive || channel.Closed.IsCompleted)
            {
                _ = e;
            }
        }, stop);
        await channel.Closed.WaitAsync(stop);
    }

    private void FailWaiting(ClusterException error)
    {
        while (_waiting.Reader.TryRead(out Letter? letter)) letter.Written.TrySetException(error);
    }

    private sealed record Letter(string Key, WireMessage Message)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
