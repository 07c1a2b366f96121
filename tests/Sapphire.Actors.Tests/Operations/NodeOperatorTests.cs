using Sapphire.Actors.Operations;
using Sapphire.Kernel.Actor;
using static Sapphire.Actors.Tests.Operations.OperatorWorld;

namespace Sapphire.Actors.Tests.Operations;

/// <summary>The actors of a node, looked at and restarted from another one.</summary>
public sealed class NodeOperatorTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_tree_of_ten_thousand_is_shown_in_pages_and_searched()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen", "web");
        Node attic = await world.JoinAsync("attic", "web");
        await UntilAsync(async () => (await kitchen.Operations.GetAsync(None)).Nodes.Count == 2, "they see each other");
        IActorRef family = attic.System.ActorOf(Props.Create(() => new Family(10_000)), "family");
        await family.Ask<OperatorAnswer>(new OperatorAnswer("ready", null), TimeSpan.FromSeconds(20));

        ActorView page = await kitchen.Operations.ActorsAsync("attic", new("/user/family", 1, 40, 20, null), None);
        page.ChildCount.ShouldBe(10_000);
        page.Children.Select(c => c.Path).ShouldBe(Enumerable.Range(40, 20).Select(i => $"/user/family/child-{i:00000}"));
        page.Children[0].ShouldSatisfyAllConditions(c => c.Type.ShouldBe("Parrot"), c => c.State.ShouldBeOneOf("idle", "busy"), c => c.ChildCount.ShouldBe(0));

        ActorView all = await kitchen.Operations.ActorsAsync("attic", new("/", 9, 0, int.MaxValue, null), None);
        Count(all).ShouldBeInRange(ActorTreeReader.MostShown - 5, ActorTreeReader.MostShown);

        ActorView found = await kitchen.Operations.ActorsAsync("attic", new("/", 1, 0, 50, "CHILD-0987"), None);
        found.Children.Select(c => c.Path).ShouldBe(Enumerable.Range(9870, 10).Select(i => $"/user/family/child-{i:00000}"), ignoreOrder: true);
        (await Should.ThrowAsync<OperatorException>(() => kitchen.Operations.ActorsAsync("attic", new("/user/famly", 1, 0, 1, null), None))).Message
            .ShouldBe("There is no actor /user/famly; below /user there are: family, operator.");
    }

    [Fact]
    public async Task An_actor_of_another_node_is_restarted_and_guardians_and_addresses_are_refused()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen", "web");
        Node attic = await world.JoinAsync("attic", "web");
        await UntilAsync(async () => (await kitchen.Operations.GetAsync(None)).Nodes.Count == 2, "they see each other");
        attic.System.ActorOf(Props.Create(() => new Parrot()), "parrot");

        (await kitchen.Operations.RestartAsync("attic", "/user/parrot/", None)).Text.ShouldBe("/user/parrot was restarted; restarts so far: 1.");
        (await kitchen.Operations.ActorsAsync("attic", new("/user/parrot", 0, 0, 1, null), None)).Restarts.ShouldBe(1);
        await RefusedAsync("/user", "guardian");
        await RefusedAsync("/", "guardian");
        await RefusedAsync("akka://sapphire/user/parrot", "--node");
        await RefusedAsync("parrot", "begin with a slash");
        await RefusedAsync("/user/cat", "there are: operator, parrot");
        await RefusedAsync(NodeOperator.Path, "answers you");

        async Task RefusedAsync(string path, string why) => (await Should.ThrowAsync<OperatorException>(() => kitchen.Operations.RestartAsync("attic", path, None))).Message.ShouldContain(why);
    }

    [Fact]
    public async Task An_actor_that_is_at_work_is_restarted_after_it()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen", "web");
        using ManualResetEventSlim begun = new();
        using ManualResetEventSlim end = new();
        IActorRef slow = kitchen.System.ActorOf(Props.Create(() => new Slow(begun, end)), "slow");
        slow.Tell(new OperatorAnswer("work", null));
        begun.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();

        (await kitchen.Operations.RestartAsync(null, "/user/slow", None)).Text.ShouldContain("still at work on a message");
        end.Set();
        await UntilAsync(async () => (await kitchen.Operations.ActorsAsync(null, new("/user/slow", 0, 0, 1, null), None)).Restarts == 1, "it is restarted");
    }

    private static int Count(ActorView actor) => 1 + actor.Children.Sum(Count);

    private sealed class Family : ReceiveActor
    {
        public Family(int size)
        {
            for (int i = 0; i < size; i++) Context.ActorOf(Props.Create(() => new Parrot()), $"child-{i:00000}");
            Receive<OperatorAnswer>(said => Sender.Tell(said));
        }
    }

    private sealed class Slow : ReceiveActor
    {
        public Slow(ManualResetEventSlim begun, ManualResetEventSlim end) => Receive<OperatorAnswer>(_ =>
        {
            begun.Set();
            end.Wait(TimeSpan.FromSeconds(20));
        });
    }
}
