using System.Threading.Channels;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>
/// Sends durably, in the order of the calls: one loop writes, the broker's confirmations complete. What a lost connection left
/// unconfirmed is sent again, in order, before anything else: it may come twice, and is never lost.
/// <code>
/// SendAsync ──► waiting ──written──► unconfirmed ──confirmed──► done
///                                        ▲ └──connection lost──┐
///                                        └────written again────┘        any ──time-out──► abandoned (may have arrived)
/// </code>
/// </summary>
internal sealed class ConfirmedSender : IAsyncDisposable
{
    // Confirmations come in bulk; more than this under way at a time gains nothing.
    private const int Window = 500;

    // How long the first message to a queue holds up the others, and how often it is tried.
    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OpeningPause = TimeSpan.FromMilliseconds(100);
    private const int MostOpenings = 20;

    private readonly Link _link;
    private readonly Declarer _declarer;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly Channel<Sending> _waiting = Channel.CreateBounded<Sending>(new BoundedChannelOptions(1_000) { SingleReader = true });
    private readonly SemaphoreSlim _window = new(Window);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly LinkedList<Sending> _unconfirmed = [];
    private readonly Dictionary<ulong, Sending> _numbers = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private ulong _lowest = 1;
    private Task? _running;

    public ConfirmedSender(Link link, Declarer declarer, TimeSpan timeout, TimeProvider clock)
    {
        _link = link;
        _declarer = declarer;
        _timeout = timeout;
        _clock = clock;
    }

    /// <summary>Sends to the last of the queues, all of which are made sure of.</summary>
    /// <exception cref="ClusterException">As <see cref="IEntities.SendAsync"/>.</exception>
    public async Task SendAsync(QueueSpec[] queues, WireMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        WireFormat.Check(message.Manifest, message.Body.Length);
        cancellationToken.ThrowIfCancellationRequested();
        Sending sending = new(queues, message);
        lock (_lock)
        {
            if (_stop.IsCancellationRequested) throw new ClusterException(ClusterError.Closed, "This node has closed its connection to the cluster.");
            _running ??= Task.Run(() => _link.KeepAsync(RunAsync, _stop.Token), CancellationToken.None);
        }

        try
        {
            if (!_waiting.Writer.TryWrite(sending)) await _waiting.Writer.WriteAsync(sending, cancellationToken).AsTask().WaitAsync(_timeout, _clock, cancellationToken);
            await sending.Done.Task.WaitAsync(_timeout, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw _link.Unreachable();
        }
        catch (ChannelClosedException)
        {
            throw new ClusterException(ClusterError.Closed, "This node has closed its connection to the cluster.");
        }
        finally
        {
            sending.Abandoned = true;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _waiting.Writer.TryComplete();
        if (_running is not null) await _running;
        ClusterException closed = new(ClusterError.Closed, "This node has closed its connection to the cluster; the message may not have been sent.");
        lock (_lock)
        {
            foreach (Sending sending in _unconfirmed) sending.Done.TrySetException(closed);
        }

        while (_waiting.Reader.TryRead(out Sending? sending)) sending.Done.TrySetException(closed);
    }

    private async Task RunAsync(ILinkSession session, CancellationToken stop)
    {
        await using ILinkChannel channel = await session.OpenAsync(confirms: true, stop);
        channel.Confirmed = Confirmed;
        channel.Returned = Returned;
        using Until ended = new(session, channel, stop);
        _open.Clear();
        try
        {
            Sending[] again;
            lock (_lock)
            {
                _numbers.Clear();
                _lowest = 1;
                again = [.. _unconfirmed];
            }

            foreach (Sending sending in again)
            {
                if (sending.Abandoned) Complete(sending, null);
                else await WriteAsync(session, channel, sending, ended.Token);
            }

            while (await _waiting.Reader.WaitToReadAsync(ended.Token))
            {
                while (_waiting.Reader.TryRead(out Sending? sending))
                {
                    if (sending.Abandoned) continue;
                    // In the list first: from here on it is sent again when something goes wrong.
                    lock (_lock) sending.Node = _unconfirmed.AddLast(sending);
                    await _window.WaitAsync(ended.Token);
                    sending.HasPlace = true;
                    await WriteAsync(session, channel, sending, ended.Token);
                }
            }
        }
        catch (Exception) when (session.IsAlive && channel.Closed is { IsCompletedSuccessfully: true, Result: { } error })
        {
            // The broker refused one of them and did not say which.
            Sending[] all;
            lock (_lock) all = [.. _unconfirmed];
            foreach (Sending sending in all) Complete(sending, error);
            throw;
        }
    }

    private async Task WriteAsync(ILinkSession session, ILinkChannel channel, Sending sending, CancellationToken cancellationToken)
    {
        try
        {
            await _declarer.EnsureAsync(session, sending.Queues, cancellationToken);
        }
        catch (ClusterException e) when (session.IsAlive && e.Reason is ClusterError.Mismatch or ClusterError.Forbidden or ClusterError.Protocol)
        {
            Complete(sending, e);
            return;
        }

        if (_open.Contains(sending.Queues[^1].Name))
        {
            sending.Answer = null;
            await PublishAsync(channel, sending);
        }
        else
        {
            await OpenAsync(session, channel, sending, cancellationToken);
        }
    }

    // RabbitMQ registers a channel with a queue's leader at the first message. On a busy machine that message was seen refused, as if
    // the queue were full, while the next were accepted; so the first is waited for, and tried again.
    private async Task OpenAsync(ILinkSession session, ILinkChannel channel, Sending sending, CancellationToken cancellationToken)
    {
        QueueSpec queue = sending.Queues[^1];
        for (int attempt = 1; ; attempt++)
        {
            TaskCompletionSource<bool> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            sending.Answer = answer;
            await PublishAsync(channel, sending);
            await ((Task)answer.Task).WaitAsync(LongestOpening, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();

            // Not answered yet: the others go on. A later answer completes it as any other.
            if (answer.TrySetCanceled(CancellationToken.None)) break;
            if (await answer.Task)
            {
                Complete(sending, null);
                break;
            }

            if (attempt == MostOpenings || sending.Abandoned || await IsFullAsync(session, queue, cancellationToken))
            {
                Complete(sending, Full(queue));
                return;
            }

            await Task.Delay(OpeningPause, _clock, cancellationToken);
        }

        _open.Add(queue.Name);
    }

    private ValueTask PublishAsync(ILinkChannel channel, Sending sending) =>
        channel.PublishAsync("", sending.Queues[^1].Name, sending.Message, durable: true, mandatory: true, number =>
        {
            lock (_lock) _numbers[number] = sending;
        });

    private static async Task<bool> IsFullAsync(ILinkSession session, QueueSpec queue, CancellationToken cancellationToken)
    {
        await using ILinkChannel channel = await session.OpenAsync(confirms: false, cancellationToken);
        return queue.MaxLength > 0 && await channel.CountAsync(queue.Name, cancellationToken) >= queue.MaxLength;
    }

    private static ClusterException Full(QueueSpec queue) => new(ClusterError.Full,
        $"The queue '{queue.Name}' takes no more (it holds {queue.MaxLength} at most). Nobody may be consuming it: look at the nodes, then try again.");

    private void Confirmed(ulong number, bool allLower, bool accepted)
    {
        List<Sending> done = [];
        lock (_lock)
        {
            for (ulong n = allLower ? _lowest : number; n <= number; n++)
            {
                if (_numbers.Remove(n, out Sending? sending)) done.Add(sending);
            }

            if (allLower || number == _lowest) _lowest = number + 1;
        }

        foreach (Sending sending in done)
        {
            if (sending.Answer?.TrySetResult(accepted) != true) Complete(sending, accepted ? null : Full(sending.Queues[^1]));
        }
    }

    // Comes before the confirmation of the same message.
    private void Returned(string key, WireMessage message)
    {
        _declarer.Forget(key);
        Sending? gone;
        lock (_lock) gone = _unconfirmed.FirstOrDefault(s => s.Message.MessageId == message.MessageId && s.Queues[^1].Name == key);
        if (gone is not null) Complete(gone, new ClusterException(ClusterError.Protocol, $"The queue '{key}' was deleted at the broker. Send again: it is made anew."));
    }

    private void Complete(Sending sending, ClusterException? error)
    {
        lock (_lock)
        {
            if (sending.Node is null) return;
            _unconfirmed.Remove(sending.Node);
            sending.Node = null;
        }

        if (sending.HasPlace) _window.Release();
        if (error is null) sending.Done.TrySetResult();
        else sending.Done.TrySetException(error);
    }

    private sealed class Sending(QueueSpec[] queues, WireMessage message)
    {
        private volatile bool _abandoned;

        public QueueSpec[] Queues => queues;

        public WireMessage Message => message;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Sending>? Node { get; set; }

        public bool HasPlace { get; set; }

        /// <summary>Who waits for the answer of the broker instead.</summary>
        public TaskCompletionSource<bool>? Answer { get; set; }

        public bool Abandoned
        {
            get => _abandoned;
            set => _abandoned = value;
        }
    }
}
