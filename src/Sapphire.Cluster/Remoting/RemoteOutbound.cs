using System.Globalization;
using System.Threading.Channels;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Cluster.Remoting;

/// <summary>
/// What waits for one life of a node: one loop writes it in the order of the calls, and waits a little where there is no connection. When
/// too much waits, the newest message is dropped. Signals of death watch are never dropped here: there are no more of them than there are watches.
/// </summary>
internal sealed class RemoteOutbound
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ClusterRemoting _remoting;
    private readonly NodeId _node;
    private readonly int _limit;
    private readonly Channel<Letter> _waiting = Channel.CreateUnbounded<Letter>(new UnboundedChannelOptions { SingleReader = true });
    private readonly long _began;
    private long? _awaySince;
    private int _count;
    private long _dropped;
    private long _numbered;
    private long _marked;

    public RemoteOutbound(ClusterRemoting remoting, NodeId node, int limit)
    {
        _remoting = remoting;
        _node = node;
        _limit = limit;

        // Tells this numbering from an earlier one, of before the node was given up.
        _began = remoting.System.TimeProvider.GetUtcNow().UtcTicks;
        _ = Task.Run(RunAsync);
    }

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Post(WireMessage wire, object message, IActorRef? sender, IActorRef recipient)
    {
        if (Interlocked.Increment(ref _count) <= _limit && _waiting.Writer.TryWrite(new(wire, message, sender, recipient))) return;
        Interlocked.Decrement(ref _count);
        Interlocked.Increment(ref _dropped);
        _remoting.System.DeadLetterMailbox.Publish(new Dropped(message, $"{_limit} messages wait for node {_node.Name} already.", sender, recipient));
    }

    public void PostSignal(WireMessage wire)
    {
        Interlocked.Increment(ref _count);
        if (!_waiting.Writer.TryWrite(new(wire, null, null, null))) Interlocked.Decrement(ref _count);
    }

    /// <summary>Tells the node the number of the last message, if there was one since the last time.</summary>
    public void Mark()
    {
        if (Interlocked.Read(ref _numbered) + Interlocked.Read(ref _dropped) != _marked) PostSignal(_remoting.Signal(RemoteSignal.Mark));
    }

    public void Close() => _waiting.Writer.TryComplete();

    private async Task RunAsync()
    {
        await foreach (Letter letter in _waiting.Reader.ReadAllAsync())
        {
            Interlocked.Decrement(ref _count);

            // What was dropped has numbers too, so that it is missed.
            long number = Interlocked.Add(ref _numbered, Interlocked.Exchange(ref _dropped, 0));
            bool isMark = letter.Wire.Attributes.GetValueOrDefault(RemoteSignal.Kind) == RemoteSignal.Mark;
            if (!isMark) number = Interlocked.Increment(ref _numbered);
            WireMessage wire = letter.Wire with { Attributes = letter.Wire.Attributes.SetItem(RemoteSignal.Number, string.Create(CultureInfo.InvariantCulture, $"{_began}.{number}")) };
            while (await TrySendAsync(wire) is { } error)
            {
                // Sent again with its number: the other drops what it has already.
                if (error is ClusterException { Reason: ClusterError.Unreachable } && MayWait())
                {
                    await Task.Delay(Pause, _remoting.System.TimeProvider);
                    continue;
                }

                if (error is not ClusterException { Reason: ClusterError.Unreachable or ClusterError.Closed }) _remoting.LogLost(_node, error);
                if (letter.Recipient is not null) _remoting.System.DeadLetterMailbox.PublishDeadLetter(letter.Message!, letter.Sender, letter.Recipient);
                isMark = false;
                break;
            }

            if (isMark) _marked = number;
        }
    }

    private async ValueTask<Exception?> TrySendAsync(WireMessage wire)
    {
        try
        {
            await _remoting.Transport.Inbox.TellAsync(_node, wire);
            _awaySince = null;
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }

    // Counted from the beginning of the outage: what comes later in a long one waits no more.
    private bool MayWait()
    {
        TimeProvider clock = _remoting.System.TimeProvider;
        _awaySince ??= clock.GetTimestamp();
        return !_remoting.IsEnded && clock.GetElapsedTime(_awaySince.Value) < _remoting.Settings.OutboundPatience;
    }

    private sealed record Letter(WireMessage Wire, object? Message, IActorRef? Sender, IActorRef? Recipient);
}
