using System.Collections.Concurrent;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>Declares queues once for each session, on a channel of its own: a refusal closes the channel.</summary>
#pragma warning disable CA1001 // Of the semaphore only the wait handle would need disposing, and nobody asks for it.
internal sealed class Declarer
{
    private readonly SemaphoreSlim _gate = new(1);
    private State? _state;

    /// <summary>Makes sure of queues, in order.</summary>
    /// <exception cref="ClusterException">Mismatch or Forbidden: which queue, and what to do.</exception>
    public async Task EnsureAsync(ILinkSession session, QueueSpec[] queues, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _state) is { } known && ReferenceEquals(known.Session, session) && known.Done.ContainsKey(queues[^1].Name)) return;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            State state = _state is { } current && ReferenceEquals(current.Session, session) ? current : new State(session);
            Volatile.Write(ref _state, state);
            foreach (QueueSpec queue in queues)
            {
                if (queue.Kind == QueueKind.Existing || state.Done.ContainsKey(queue.Name)) continue;
                state.Channel ??= await session.OpenAsync(confirms: false, cancellationToken);
                try
                {
                    await state.Channel.DeclareAsync(queue, cancellationToken);
                }
                catch (Exception e)
                {
                    ILinkChannel broken = state.Channel;
                    state.Channel = null;
                    await broken.DisposeAsync();
                    if (e is ClusterException { Reason: ClusterError.Mismatch } && queue.Kind == QueueKind.Layout)
                    {
                        throw new ClusterException(ClusterError.Mismatch,
                            $"The cluster has another number of shards than {queue.MaxLength} (queue '{queue.Name}'). Give this node the number that the others have; it can only be changed when all nodes are stopped and the queues of this kind are empty and deleted.", e);
                    }

                    throw;
                }

                state.Done[queue.Name] = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A queue is not there after all.</summary>
    public void Forget(string queue) => Volatile.Read(ref _state)?.Done.TryRemove(queue, out _);

    private sealed class State(ILinkSession session)
    {
        public ILinkSession Session => session;

        public ConcurrentDictionary<string, bool> Done { get; } = new(StringComparer.Ordinal);

        public ILinkChannel? Channel { get; set; }
    }
}
