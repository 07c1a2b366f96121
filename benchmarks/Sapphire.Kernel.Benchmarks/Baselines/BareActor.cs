using System.Collections.Concurrent;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Benchmarks.Baselines;

/// <summary>
/// What an actor costs at the least: a queue of the framework, a flag, and a work item of the thread pool. It has no supervision,
/// no lifecycle, and drops whatever a handler throws; its turn is as long as that of the kernel's default dispatcher.
/// </summary>
internal sealed class BareActor(Action<BareActor, object> receive) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<(object Message, BareActor? Sender)> _queue = new();
    private int _scheduled;

    /// <summary>Who sent the present message.</summary>
    public BareActor? Sender { get; private set; }

    public void Tell(object message, BareActor? sender)
    {
        _queue.Enqueue((message, sender));

        // Else the look at the flag may come before the message is seen, and the message stays behind.
        Interlocked.MemoryBarrier();
        Schedule();
    }

    public void Execute()
    {
        for (int i = 0; i < MessageDispatcher.DefaultThroughput && _queue.TryDequeue(out (object Message, BareActor? Sender) next); i++)
        {
            Sender = next.Sender;
            receive(this, next.Message);
        }

        Volatile.Write(ref _scheduled, 0);
        Interlocked.MemoryBarrier();
        if (!_queue.IsEmpty) Schedule();
    }

    private void Schedule()
    {
        if (Volatile.Read(ref _scheduled) == 0 && Interlocked.Exchange(ref _scheduled, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
