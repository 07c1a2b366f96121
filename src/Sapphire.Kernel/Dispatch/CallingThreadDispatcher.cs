namespace Sapphire.Kernel.Dispatch;

/// <summary>Runs an actor on the thread that sends to it, before the outermost Tell returns: for tests.</summary>
public sealed class CallingThreadDispatcher(string id) : MessageDispatcher(id, int.MaxValue)
{
    /// <summary>The name of the one that each system has.</summary>
    public const string DefaultId = "akka.test.calling-thread-dispatcher";

    // Kept for the thread's life, so that a Tell allocates nothing.
    [ThreadStatic]
    private static Queue<Mailbox>? t_waiting;
    [ThreadStatic]
    private static bool t_running;

    internal override void Execute(Mailbox mailbox, bool yielding)
    {
        Queue<Mailbox> waiting = t_waiting ??= new Queue<Mailbox>();
        waiting.Enqueue(mailbox);
        if (t_running) return;
        t_running = true;
        try
        {
            while (waiting.TryDequeue(out Mailbox? next)) next.Run();
        }
        finally
        {
            waiting.Clear();
            t_running = false;
        }
    }
}
