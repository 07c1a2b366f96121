using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>The actor behind a probe: hands all it gets to the test's queue, on the thread that sends it.</summary>
internal sealed class TestActor(MessageInbox inbox) : UntypedActor
{
    private readonly Dictionary<IActorRef, SupervisorStrategy> _strategies = [];
    private AutoPilot _pilot = AutoPilot.NoAutoPilot;

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(cause => _strategies.GetValueOrDefault(Sender, Actor.SupervisorStrategy.DefaultStrategy).Decider.Decide(cause));

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
            case SetAutoPilot set:
                _pilot = set.Pilot;
                break;
            case Spawn spawn:
                SpawnChild(spawn);
                break;
            default:
                if (_pilot is not NoAutoPilot && _pilot.Run(Sender, message) is not KeepRunning and var next) _pilot = next;
                inbox.Add(new MessageEnvelope(message, Sender));
                break;
        }
    }

    private void SpawnChild(Spawn spawn)
    {
        try
        {
            IActorRef child = Context.ActorOf(spawn.Props, spawn.Name);
            if (spawn.Strategy is not null) _strategies[child] = spawn.Strategy;
            spawn.Child.TrySetResult(child);
        }
        catch (Exception ex)
        {
            spawn.Child.TrySetException(ex);
        }
    }

    internal sealed record WatchCommand(IActorRef Subject, TaskCompletionSource Done) : INoSerializationVerificationNeeded;

    internal sealed record UnwatchCommand(IActorRef Subject, TaskCompletionSource Done) : INoSerializationVerificationNeeded;

    internal sealed record SetAutoPilot(AutoPilot Pilot) : INoSerializationVerificationNeeded;

    internal sealed record Spawn(Props Props, string? Name, SupervisorStrategy? Strategy, TaskCompletionSource<IActorRef> Child) : INoSerializationVerificationNeeded;
}
