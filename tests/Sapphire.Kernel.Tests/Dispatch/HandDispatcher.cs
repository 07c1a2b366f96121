using System.Collections.Concurrent;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Tests.Dispatch;

/// <summary>Runs nothing by itself: a test says when the next turn is, so that it sees turns one by one.</summary>
internal sealed class HandDispatcher(string id, int throughput = 5, TimeSpan deadline = default) : MessageDispatcher(id, throughput, deadline)
{
    private readonly ConcurrentQueue<Mailbox> _waiting = new();

    public int Waiting => _waiting.Count;

    internal override void Execute(Mailbox mailbox, bool yielding) => _waiting.Enqueue(mailbox);

    /// <returns>False when nothing waits.</returns>
    public bool RunOne()
    {
        if (!_waiting.TryDequeue(out Mailbox? next)) return false;
        next.Run();
        return true;
    }

    public void RunAll()
    {
        while (RunOne())
        {
        }
    }
}
