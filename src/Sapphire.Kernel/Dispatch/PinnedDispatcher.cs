using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>Gives each actor a thread of its own, which begins with its first message and ends with the actor: for actors that must block.</summary>
/// <param name="id">Its name.</param>
/// <param name="throughput">How many messages are handled before the mailbox is looked at anew; nobody else waits for the thread.</param>
/// <param name="throughputDeadlineTime">After how long the mailbox is looked at anew also earlier; zero for no such limit.</param>
public sealed class PinnedDispatcher(string id, int throughput = MessageDispatcher.DefaultThroughput, TimeSpan throughputDeadlineTime = default)
    : MessageDispatcher(id, throughput, throughputDeadlineTime)
{
    internal override MessageDispatcher ForActor(ActorPath path) => new OwnThread(this, path);

    internal override void Execute(Mailbox mailbox, bool yielding) => throw new InvalidOperationException("A pinned dispatcher runs an actor only by the thread made for it.");

    /// <summary>The thread of one actor. It waits where its mailbox has nothing to run.</summary>
    private sealed class OwnThread(PinnedDispatcher owner, ActorPath path) : MessageDispatcher(owner.Id, owner.Throughput, owner.ThroughputDeadlineTime)
    {
        private readonly object _gate = new();
        private bool _started;
        private bool _ready;

        // A mailbox asks to be run once for each time it was scheduled: a flag is a queue long enough.
        internal override void Execute(Mailbox mailbox, bool yielding)
        {
            lock (_gate)
            {
                _ready = true;
                if (_started)
                {
                    Monitor.Pulse(_gate);
                    return;
                }

                _started = true;
            }

            new Thread(Loop) { IsBackground = true, Name = path.ToStringWithoutAddress() }.UnsafeStart(mailbox);
        }

        private void Loop(object? state)
        {
            var mailbox = (Mailbox)state!;
            while (!mailbox.IsClosed)
            {
                lock (_gate)
                {
                    while (!_ready) Monitor.Wait(_gate);
                    _ready = false;
                }

                mailbox.Run();
            }
        }
    }
}
