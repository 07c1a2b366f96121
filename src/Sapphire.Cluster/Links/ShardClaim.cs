using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>A consumer of a shard on a channel of its own. For its states see <see cref="ClaimStatus"/>.</summary>
#pragma warning disable CA1001 // Neither has anything to dispose: no timer, no wait handle.
internal sealed class ShardClaim : IShardClaim
{
    private readonly string _queue;
    private readonly ILinkSession _session;
    private readonly ILinkChannel _channel;
    private readonly Func<IDelivery, ValueTask> _handler;
    private readonly DeadLetterBox _deadLetters;
    private readonly Watchable<ClaimStatus> _status = new(ClaimStatus.Waiting);
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource<ClaimStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _releasing = new(1);
    private int _unanswered;
    private volatile bool _closing;

    public ShardClaim(EntityKind kind, int shard, string queue, ILinkSession session, ILinkChannel channel, Func<IDelivery, ValueTask> handler, DeadLetterBox deadLetters)
    {
        Kind = kind;
        Shard = shard;
        _queue = queue;
        _session = session;
        _channel = channel;
        _handler = handler;
        _deadLetters = deadLetters;
        Lost = _lost.Token;
    }

    public EntityKind Kind { get; }

    public int Shard { get; }

    public ClaimStatus Status
    {
        get
        {
            if (!_closing && !_session.IsAlive) End(ClaimStatus.Lost);
            return _status.Value;
        }
    }

    /// <summary>The status without a look at the clock.</summary>
    public ClaimStatus Standing => _status.Value;

    public CancellationToken Lost { get; }

    public Task<ClaimStatus> Ended => _ended.Task;

    private bool Owns => Status is ClaimStatus.Active or ClaimStatus.Releasing;

    public IDisposable Watch(Action<ClaimStatus> observer) => _status.Watch(observer);

    /// <summary>Gets in line.</summary>
    public async Task BeginAsync(int prefetch, CancellationToken cancellationToken)
    {
        _ = _session.Ended.ContinueWith(_ => End(ClaimStatus.Lost), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _ = _channel.Closed.ContinueWith(_ =>
        {
            if (!_closing) End(ClaimStatus.Lost);
        }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await _channel.ConsumeAsync(_queue, prefetch, DeliverAsync, cancellationToken);
        await ProbeAsync();
    }

    /// <summary>
    /// Sends an empty message through the shard, which makes the claim of its owner <see cref="ClaimStatus.Active"/>; handlers do not
    /// see it. A broker does not tell a node that it owns a shard before the first delivery. Not confirmed: when it is lost, so is the claim.
    /// </summary>
    public async Task ProbeAsync()
    {
        if (Status is ClaimStatus.Waiting) await _channel.PublishAsync("", _queue, ProbeMessage.Create(), durable: false, mandatory: false);
    }

    public async Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        await _releasing.WaitAsync(CancellationToken.None);
        try
        {
            if (Status is ClaimStatus.Released or ClaimStatus.Lost) return;
            _status.Update(s => s is ClaimStatus.Waiting or ClaimStatus.Active ? ClaimStatus.Releasing : s);
            if (Volatile.Read(ref _unanswered) == 0) _idle.TrySetResult();
            await ((Task)Task.WhenAny(_idle.Task, _ended.Task)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.Task.IsCompleted) return;

            // The next owner begins when the channel is closed; what was prefetched here goes to it first, in order.
            _closing = true;
            await _channel.DisposeAsync();
            End(_session.IsAlive ? ClaimStatus.Released : ClaimStatus.Lost);
            await ProbeNextAsync();
        }
        finally
        {
            _releasing.Release();
        }
    }

    private async Task ProbeNextAsync()
    {
        try
        {
            await using ILinkChannel other = await _session.OpenAsync(confirms: false, CancellationToken.None);
            await other.PublishAsync("", _queue, ProbeMessage.Create(), durable: false, mandatory: false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A courtesy: without it the next owner learns of its shard by the first message.
        }
    }

    private async ValueTask DeliverAsync(RawDelivery raw)
    {
        if (Status is not (ClaimStatus.Waiting or ClaimStatus.Active)) return;
        _status.Update(s => s == ClaimStatus.Waiting ? ClaimStatus.Active : s);
        if (raw.Message.Attributes.ContainsKey(Marks.Probe))
        {
            await _channel.AckAsync(raw.Tag);
            return;
        }

        // Counted before the look at the status: a release either sees it or keeps it from beginning.
        Interlocked.Increment(ref _unanswered);
        ShardDelivery delivery = new(this, raw);
        if (_status.Value != ClaimStatus.Active)
        {
            delivery.Forget();
            return;
        }

        try
        {
            await _handler(delivery);
        }
        catch (Exception e)
        {
            await delivery.FailAsync(e);
        }
    }

    private void Answered()
    {
        if (Interlocked.Decrement(ref _unanswered) == 0 && _status.Value == ClaimStatus.Releasing) _idle.TrySetResult();
    }

    private void End(ClaimStatus how)
    {
        if (!_status.Update(s => s is ClaimStatus.Released or ClaimStatus.Lost ? s : how)) return;
        if (how == ClaimStatus.Lost) _lost.Cancel();
        _ended.TrySetResult(how);
        if (how == ClaimStatus.Lost) _ = _channel.DisposeAsync().AsTask();
    }

    private ClusterException NotOwner() => new(ClusterError.NotOwner, $"The shard {Shard} of '{Kind.Name}' is not this node's any more. The message comes to its next owner.");

    private sealed class ShardDelivery(ShardClaim claim, RawDelivery raw) : IDelivery
    {
        private int _answered;

        public WireMessage Message => raw.Message;

        public int Attempt => raw.Attempt;

        public ValueTask AcknowledgeAsync() => AnswerAsync(() => claim._channel.AckAsync(raw.Tag));

        public ValueTask RejectAsync(string reason) => AnswerAsync(async () =>
        {
            if (await claim._deadLetters.TryAddAsync(claim.Kind.Name, claim._queue, raw.Message, reason)) await claim._channel.AckAsync(raw.Tag);
            else await claim._channel.NackAsync(raw.Tag, requeue: false);
        });

        public void Forget()
        {
            if (Interlocked.Exchange(ref _answered, 1) == 0) claim.Answered();
        }

        public async Task FailAsync(Exception error)
        {
            try
            {
                await RejectAsync($"The handler failed: {error.GetType().Name}: {error.Message}");
            }
            catch (ClusterException)
            {
                // Not the owner any more: it comes to the next.
            }
        }

        private async ValueTask AnswerAsync(Func<ValueTask> answer)
        {
            if (Interlocked.Exchange(ref _answered, 1) == 1) return;
            try
            {
                if (!claim.Owns) throw claim.NotOwner();
                await answer();
            }
            catch (Exception e) when (e is not ClusterException { Reason: ClusterError.NotOwner })
            {
                throw claim.NotOwner();
            }
            finally
            {
                claim.Answered();
            }
        }
    }
}
