using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Persistence;

/// <summary>
/// Brings what the journal answered into the actor. A system message, since a full mailbox must not drop it; it only queues, and
/// the handlers run as a user message, so never beside an asynchronous command.
/// </summary>
internal sealed class JournalAnswer : SystemMessage
{
    private readonly Eventsourced _owner;
    private readonly Action<Eventsourced> _accept;

    private JournalAnswer(Eventsourced owner, Action<Eventsourced> accept)
    {
        _owner = owner;
        _accept = accept;
    }

    /// <summary>Thread-safe. Does nothing when <paramref name="owner"/> is no longer the running incarnation.</summary>
    public static void Post(ActorCell cell, Eventsourced owner, Action<Eventsourced> accept) =>
        cell.Mailbox.PostSystem(new JournalAnswer(owner, accept));

    public override void Invoke(ActorCell cell)
    {
        if (ReferenceEquals(cell.Actor, _owner))
        {
            _accept(_owner);
        }
    }
}
