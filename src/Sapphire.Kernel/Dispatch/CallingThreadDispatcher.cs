namespace Sapphire.Kernel.Dispatch;

/// <summary>Runs an actor on the thread that sends to it, before the outermost Tell returns: for tests.</summary>
public sealed class CallingThreadDispatcher(string id) : MessageDispatcher(id, int.MaxValue)
{
    /// <summary>The name of the one that each system has.</summary>
    public const string DefaultId = "akka.test.calling-thread-dispatcher";

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
