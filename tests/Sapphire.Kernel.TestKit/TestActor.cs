using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>The actor behind a probe: hands all it gets to the test's queue.</summary>
internal sealed class TestActor(MessageInbox inbox) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchCommand watch:
                Context.Watch(watch.Subject);
                watch.Done.TrySetResult();
                break;
            case UnwatchCommand unwatch:
                Context.Unwatch(unwatch.Subject);
                unwatch.Done.TrySetResult();
                break;
            default:
                inbox.Add(new Envelope(message, Sender));
                break;
        }
    }

    internal sealed record WatchCommand(IActorRef Subject, TaskCompletionSource Done) : INoSerializationVerificationNeeded;

    internal sealed record UnwatchCommand(IActorRef Subject, TaskCompletionSource Done) : INoSerializationVerificationNeeded;
}
