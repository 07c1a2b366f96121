namespace Sapphire.Kernel.Dispatch;

/// <summary>Runs actors on the thread pool (<c>type = Dispatcher</c>).</summary>
/// <param name="id">Its name.</param>
/// <param name="throughput">How many messages one actor handles before others get their turn.</param>
/// <param name="throughputDeadlineTime">After how long others get their turn also earlier; zero for no such limit.</param>
public sealed class ThreadPoolDispatcher(string id, int throughput = MessageDispatcher.DefaultThroughput, TimeSpan throughputDeadlineTime = default)
    : MessageDispatcher(id, throughput, throughputDeadlineTime)
{
    // Always the pool's global queue: its local ones are last in, first out, and two busy actors would starve all others.
    internal override void Execute(Mailbox mailbox, bool yielding) => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);

    internal override void ExecuteHere(Mailbox mailbox)
    {
        if (Thread.CurrentThread.IsThreadPoolThread) mailbox.Run();
        else Execute(mailbox, yielding: false);
    }
}
