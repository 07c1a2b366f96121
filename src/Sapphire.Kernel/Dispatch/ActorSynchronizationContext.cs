using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>
/// Brings what follows an await in a handler back to its actor, with the handler's message and sender.
/// One for each handler that does not complete at once. When the incarnation that began it has ended, the rest runs without
/// an actor (Context throws), so that its finally blocks still run but it can touch nobody's state.
/// </summary>
internal sealed class ActorSynchronizationContext(ActorCell cell, int incarnation, object? message, IActorRef? sender) : SynchronizationContext
{
    private readonly Lock _detached = new();

    public ActorCell Cell => cell;

    public int Incarnation => incarnation;

    public object? Message => message;

    public IActorRef? Sender => sender;

    public override void Post(SendOrPostCallback d, object? state) => cell.Mailbox.PostSystem(new Continuation(this, d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("An actor cannot be entered synchronously; use Post or Tell.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs a continuation whose actor has ended: on the pool, one at a time, without a context.</summary>
    public void RunDetached(SendOrPostCallback callback, object? state) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static t =>
            {
                lock (t.Self._detached) t.Self.RunWithoutActor(t.callback, t.state);
            },
            (Self: this, callback, state),
            preferLocal: false);

    /// <summary>Runs a continuation of an earlier incarnation with no current actor.</summary>
    public void RunWithoutActor(SendOrPostCallback callback, object? state)
    {
        ActorCell? previous = ActorCell.Current;
        SynchronizationContext? previousContext = Current;
        ActorCell.Current = null;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        catch (Exception ex)
        {
            cell.LogOrphan(ex);
        }
        finally
        {
            SetSynchronizationContext(previousContext);
            ActorCell.Current = previous;
        }
    }
}
