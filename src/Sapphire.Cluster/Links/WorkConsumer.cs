using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>Takes jobs, session after session.</summary>
internal sealed class WorkConsumer : IWorkConsumer
{
    private readonly QueueSpec[] _queues;
    private readonly int _prefetch;
    private readonly Func<IJob, ValueTask> _handler;
    private readonly Link _link;
    private readonly Declarer _declarer;
    private readonly DeadLetterBox _deadLetters;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly HashSet<Job> _jobs = [];
    private readonly Task _running;
    private ILinkChannel? _channel;
    private bool _draining;

    public WorkConsumer(WorkQueue queue, QueueSpec[] queues, int prefetch, Func<IJob, ValueTask> handler, Link link, Declarer declarer, DeadLetterBox deadLetters)
    {
        Queue = queue;
        _queues = queues;
        _prefetch = prefetch;
        _handler = handler;
        _link = link;
        _declarer = declarer;
        _deadLetters = deadLetters;
        _running = Task.Run(RunAsync);
    }

    public WorkQueue Queue { get; }

    /// <summary>Completes with the first subscription.</summary>
    public Task FirstAsync(CancellationToken cancellationToken) => _first.Task.WaitAsync(cancellationToken);

    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        ILinkChannel? channel;
        lock (_lock)
        {
            _draining = true;
            channel = _channel;
        }

        try
        {
            if (channel is not null) await channel.CancelAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The connection is gone, and with it the subscription.
        }

        DrainedWhenIdle();
        await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync();
    }

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
        _drained.TrySetResult();
    }

    private async Task ConsumeAsync(ILinkSession session, CancellationToken stop)
    {
        using CancellationTokenSource lost = new();
        try
        {
            await _declarer.EnsureAsync(session, _queues, stop);
            await using ILinkChannel channel = await session.OpenAsync(confirms: false, stop);
            lock (_lock)
            {
                if (_draining) return;
                _channel = channel;
            }

            await channel.ConsumeAsync(_queues[^1].Name, _prefetch, raw => DeliverAsync(raw, channel, session, lost.Token), stop);
            _first.TrySetResult();
            await channel.Closed.WaitAsync(stop);
        }
        catch (ClusterException e) when (session.IsAlive && e.Reason is ClusterError.Mismatch or ClusterError.Forbidden)
        {
            // To who asked for it; later on it is tried again, for an operator may mend it.
            _first.TrySetException(e);
            throw;
        }
        finally
        {
            Job[] jobs;
            lock (_lock)
            {
                _channel = null;
                jobs = [.. _jobs];
                _jobs.Clear();
            }

            foreach (Job job in jobs) job.Forget();
            await lost.CancelAsync();
            DrainedWhenIdle();
        }
    }

    private async ValueTask DeliverAsync(RawDelivery raw, ILinkChannel channel, ILinkSession session, CancellationToken lost)
    {
        Job job = new(this, raw, channel, session, lost);
        bool ends;
        lock (_lock)
        {
            ends = _draining || _stop.IsCancellationRequested;
            if (!ends) _jobs.Add(job);
        }

        if (ends)
        {
            // It was on its way when the subscription ended, and must not wait for the jobs that are still worked on.
            await job.FailAsync();
            return;
        }

        try
        {
            await _handler(job);
        }
        catch (Exception)
        {
            await job.FailAsync();
        }
    }

    private void Answered(Job job)
    {
        lock (_lock) _jobs.Remove(job);
        DrainedWhenIdle();
    }

    private void DrainedWhenIdle()
    {
        lock (_lock)
        {
            if (!_draining || _jobs.Count > 0) return;
        }

        _drained.TrySetResult();
    }

    private sealed class Job(WorkConsumer consumer, RawDelivery raw, ILinkChannel channel, ILinkSession session, CancellationToken lost) : IJob
    {
        private int _answered;

        public WireMessage Message => raw.Message;

        public int Attempt => raw.Attempt;

        public CancellationToken Lost => lost;

        public ValueTask AcknowledgeAsync() => AnswerAsync(() => channel.AckAsync(raw.Tag));

        public ValueTask ReturnAsync() => AnswerAsync(() => channel.NackAsync(raw.Tag, requeue: true));

        public ValueTask RejectAsync(string reason) => AnswerAsync(async () =>
        {
            if (await consumer._deadLetters.TryAddAsync(consumer.Queue.Name, consumer._queues[^1].Name, raw.Message, reason)) await channel.AckAsync(raw.Tag);
            else await channel.NackAsync(raw.Tag, requeue: false);
        });

        // Lost: an answer after that is too late.
        public void Forget() => Interlocked.CompareExchange(ref _answered, 2, 0);

        public async Task FailAsync()
        {
            try
            {
                await ReturnAsync();
            }
            catch (ClusterException)
            {
                // Another has it already.
            }
        }

        private async ValueTask AnswerAsync(Func<ValueTask> answer)
        {
            int before = Interlocked.CompareExchange(ref _answered, 1, 0);
            if (before == 1) return;
            try
            {
                if (before == 2 || !session.IsAlive) throw NotOwner();
                await answer();
            }
            catch (Exception e) when (e is not ClusterException { Reason: ClusterError.NotOwner })
            {
                throw NotOwner();
            }
            finally
            {
                consumer.Answered(this);
            }
        }

        private ClusterException NotOwner() => new(ClusterError.NotOwner, $"The job {raw.Message.MessageId} of '{consumer.Queue.Name}' is not this node's any more: the connection was lost, and another node gets it.");
    }
}
