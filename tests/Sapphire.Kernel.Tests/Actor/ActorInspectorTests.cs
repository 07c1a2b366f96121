using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class ActorInspectorTests : TestKit.TestKit
{
    [Fact]
    public void Actors_are_found_by_their_paths_with_state_mailbox_and_children()
    {
        using ManualResetEventSlim hold = new();
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Worker(hold)), "parent");
        parent.Tell("child", TestActor);
        ExpectMsg("made");
        ActorInspector.Find(Sys, "/user/parent")!.ShouldSatisfyAllConditions(
            a => a.Path.ShouldBe("/user/parent"),
            a => a.ActorType.ShouldBe(typeof(Worker)),
            a => a.Restarts.ShouldBe(0),
            a => a.Children.ShouldBe(1));
        ActorInspector.ChildNames(Sys, "/user/parent").ShouldBe(["child"]);
        ActorInspector.Find(Sys, "/")!.Children.ShouldBe(2);
        ActorInspector.Find(Sys, "/user/parent/other").ShouldBeNull();
        ActorInspector.ChildNames(Sys, "/user/nobody").ShouldBeEmpty();

        parent.Tell("hold", TestActor);
        ExpectMsg("held");
        parent.Tell("ping", TestActor);
        parent.Tell("ping", TestActor);
        ActorInspector.Find(Sys, "/user/parent")!.State.ShouldBe(ActorState.Busy);
        ActorInspector.Find(Sys, "/user/parent")!.Queued.ShouldBe(2);
        hold.Set();
        ExpectMsg("ping");
        ExpectMsg("ping");
        AwaitAssert(() => ActorInspector.Find(Sys, "/user/parent")!.State.ShouldBe(ActorState.Idle));
    }

    [Fact]
    public void A_restart_from_outside_gives_a_new_instance_keeps_the_mailbox_and_is_counted()
    {
        using ManualResetEventSlim hold = new();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Worker(hold)), "worker");
        actor.Tell("instance", TestActor);
        object? before = ReceiveOne(TimeSpan.FromSeconds(10));
        actor.Tell("hold", TestActor);
        ExpectMsg("held");
        actor.Tell("instance", TestActor);

        ActorInspector.Restart(Sys, "/user/worker", new InvalidOperationException("asked for")).ShouldBeTrue();
        ActorInspector.Find(Sys, "/user/worker")!.Restarts.ShouldBe(0, "it still works on a message");
        hold.Set();
        object? after = ReceiveOne(TimeSpan.FromSeconds(10));

        after.ShouldBeOfType<Guid>().ShouldNotBe(before);
        ActorInspector.Find(Sys, "/user/worker")!.Restarts.ShouldBe(1);
        ActorInspector.Find(Sys, "/user/worker")!.State.ShouldNotBe(ActorState.Suspended);
    }

    [Fact]
    public void Guardians_and_what_is_not_there_are_not_restarted()
    {
        foreach (string path in (string[])["/", "/user", "/system", "/user/nobody"]) ActorInspector.Restart(Sys, path, new InvalidOperationException()).ShouldBeFalse(path);
    }

    private sealed class Worker : ReceiveActor
    {
        public Worker(ManualResetEventSlim hold)
        {
            Guid instance = Guid.NewGuid();
            Receive<string>(s => s == "child", _ =>
            {
                Context.ActorOf(Props.Create(() => new Worker(hold)), "child");
                Sender.Tell("made");
            });
            Receive<string>(s => s == "hold", _ =>
            {
                Sender.Tell("held");
                hold.Wait(TimeSpan.FromSeconds(20));
            });
            Receive<string>(s => s == "instance", _ => Sender.Tell(instance));
            Receive<string>(s => Sender.Tell(s));
        }
    }
}
