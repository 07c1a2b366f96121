#pragma warning disable MA0048 // The dispatchers are small and belong together.
namespace Sapphire.Kernel.Dispatch;

/// <summary>Decides where and for how long actors run.</summary>
public abstract class MessageDispatcher
{
    private protected MessageDispatcher(string id, int throughput)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(throughput);
        Id = id;
        Throughput = throughput;
    }

    /// <summary>The name that <c>Props.WithDispatcher</c> takes.</summary>
    public string Id { get; }

    /// <summary>How many messages one actor handles before others get their turn.</summary>
    public int Throughput { get; }

    /// <summary>Runs a mailbox.</summary>
    /// <param name="mailbox">What to run.</param>
    /// <param name="yielding">Whether it has just run, and should let others go first.</param>
    internal abstract void Execute(Mailbox mailbox, bool yielding);
}

/// <summary>Runs actors on the thread pool.</summary>
public sealed class ThreadPoolDispatcher(string id, int throughput = ThreadPoolDispatcher.DefaultThroughput) : MessageDispatcher(id, throughput)
{
    /// <summary>Enough to hide the cost of scheduling, few enough to stay fair.</summary>
    public const int DefaultThroughput = 64;

    // Always the pool's global queue: its local ones are last in, first out, and two busy actors would starve all others.
    internal override void Execute(Mailbox mailbox, bool yielding) => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
}

/// <summary>Runs an actor on the thread that sends to it, before the outermost Tell returns: for tests.</summary>
public sealed class CallingThreadDispatcher(string id) : MessageDispatcher(id, int.MaxValue)
{
    /// <summary>The name of the one that each system has.</summary>
    public const string DefaultId = "calling-thread-dispatcher";

    [ThreadStatic]
    private static Queue<Mailbox>? t_running;

    internal override void Execute(Mailbox mailbox, bool yielding)
    {
        if (t_running is not null)
        {
            t_running.Enqueue(mailbox);
            return;
        }

        t_running = new Queue<Mailbox>();
        try
        {
            t_running.Enqueue(mailbox);
            while (t_running.TryDequeue(out Mailbox? next)) next.Run();
        }
        finally
        {
            t_running = null;
        }
    }
}
