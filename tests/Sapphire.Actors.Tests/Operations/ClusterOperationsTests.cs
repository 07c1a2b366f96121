using Sapphire.Actors.Ids;
using Sapphire.Actors.Operations;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;
using static Sapphire.Actors.Tests.Operations.OperatorWorld;

namespace Sapphire.Actors.Tests.Operations;

/// <summary>What operators ask and tell, from one node for others, over a broker in this process.</summary>
public sealed class ClusterOperationsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Every_node_sees_all_with_roles_versions_shards_and_figures()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen", "web,session", "1.2.0");
        Node attic = await world.JoinAsync("attic", "session", "1.3.0-preview.1");
        Node cellar = await world.JoinAsync("cellar", "web", "1.1.9");
        await SettleAsync(kitchen, attic, cellar);

        ClusterView view = await kitchen.Operations.GetAsync(None);
        (view.Node, view.Alone, view.Link, view.LinkProblem).ShouldBe(("kitchen", false, "connected", null));
        view.Nodes.Select(n => (n.Name, n.IsSelf, Roles: string.Join(',', n.Roles), n.Version, n.Peer, n.Standing)).ShouldBe([
            ("kitchen", true, "web,session", "1.2.0", "same", "up"),
            ("attic", false, "session", "1.3.0-preview.1", "newer", "up"),
            ("cellar", false, "web", "1.1.9", "older", "up")]);
        view.Nodes.Select(n => n.Shards).Order().ShouldBe([0, 4, 5]);
        view.Nodes[1].Figures!.ShouldSatisfyAllConditions(
            f => f.Memory.ShouldBeGreaterThan(10 << 20),
            f => f.Threads.ShouldBeGreaterThan(1),
            f => f.ProcessId.ShouldBe(Environment.ProcessId),
            f => f.Cpu.ShouldBeInRange(0, 1));

        // A node that has no chats answers for those that have.
        await cellar.SayAsync("a");
        await cellar.SayAsync("b");
        SessionsView sessions = await cellar.Operations.SessionsAsync(None);
        sessions.Sessions.Select(s => s.Id).Order().ShouldBe(["a", "b"]);
        ShardsView shards = await cellar.Operations.ShardsAsync(None);
        shards.Kinds.Select(k => (k.Kind, k.Shards.Count)).ShouldBe([("session", 8), ("schedule", 1)]);
        await UntilAsync(async () => (await cellar.Operations.GetAsync(None)).Nodes.Sum(n => n.Figures?.Sessions) == 2, "the figures count the chats");
    }

    [Fact]
    public async Task A_chat_is_found_where_it_is_or_would_be()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen");
        Node attic = await world.JoinAsync("attic", "web");
        await SettleAsync(kitchen, attic);
        string id = Guid.CreateVersion7().ToString();

        SessionPlace asleep = await attic.Operations.WhereAsync(id, None);
        (asleep.Node, asleep.Active).ShouldBe(("kitchen", false));
        await attic.SayAsync(id);
        SessionPlace awake = await attic.Operations.WhereAsync(id, None);
        (awake.Node, awake.Active, awake.Shard).ShouldBe(("kitchen", true, asleep.Shard));
        (await Should.ThrowAsync<OperatorException>(() => attic.Operations.WhereAsync("shopping", None))).Message.ShouldContain("There is no chat 'shopping'");
    }

    [Fact]
    public async Task A_node_is_drained_from_another_and_takes_shards_again()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen");
        Node attic = await world.JoinAsync("attic");
        await SettleAsync(kitchen, attic);
        for (int i = 0; i < 20; i++) await kitchen.SayAsync($"c{i}");
        int had = (await attic.Operations.GetAsync(None)).Nodes.Single(n => n.Name == "kitchen").Shards;
        Steps<DrainView> steps = new();

        DrainView end = await attic.Operations.DrainAsync("kitchen", steps, None);

        (end.Node, end.Total, end.Left, end.Done).ShouldBe(("kitchen", had, 0, true));
        steps.All.First().Left.ShouldBe(had);
        steps.All.Select(s => s.Left).ShouldBe(steps.All.Select(s => s.Left).OrderDescending());
        steps.All.Last().Done.ShouldBeTrue();
        await UntilAsync(async () => (await attic.Operations.GetAsync(None)).Nodes.Select(n => (n.Name, n.Standing, n.Shards)).SequenceEqual([("attic", "up", 9), ("kitchen", "drained", 0)]), "attic has all");
        (await attic.SayAsync("c3")).Done.ShouldBe("hello");

        // Nobody is left to take over from the other.
        (await Should.ThrowAsync<OperatorException>(() => kitchen.Operations.DrainAsync("attic", null, None))).Message.ShouldContain("attic is the only node that keeps chats");
        (await kitchen.Operations.ResumeAsync("kitchen", None)).Text.ShouldContain("takes shards again");
        await UntilAsync(async () => (await attic.Operations.GetAsync(None)).Nodes.All(n => n is { Standing: "up", Shards: 4 or 5 }), "they share them again");
    }

    [Fact]
    public async Task A_peer_whose_messages_are_too_new_is_marked_and_gets_nothing()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen");
        byte[] word = System.Text.Encoding.UTF8.GetBytes(
            """{"word":"Here","node":{"id":{"name":"future","incarnation":7},"roles":["session"],"version":"99.0.0","protocol":99,"started":"2026-01-02T03:04:05Z","shards":{},"draining":false,"more":{"of":"later"}}}""");
        kitchen.Transport.Topics.Publish("presence.future", new() { SerializerId = 0, Manifest = "presence.1", Body = word, MessageId = "m1" });
        await UntilAsync(async () => (await kitchen.Operations.GetAsync(None)).Nodes.Count == 2, "it is seen");
        NodeView future = (await kitchen.Operations.GetAsync(None)).Nodes[1];
        (future.Name, future.Version, future.Peer).ShouldBe(("future", "99.0.0", "incompatible"));
        kitchen.Transport.Presence.Members[1].IsNewer.ShouldBeTrue();
    }

    [Fact]
    public async Task A_drain_tells_what_it_waits_for_and_what_was_cut_off()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen");
        Node attic = await world.JoinAsync("attic");
        await SettleAsync(kitchen, attic);
        string chat;
        do
        {
            chat = ChatId.New(TimeProvider.System).ToString();
        }
        while ((await attic.Operations.WhereAsync(chat, None)).Node != "kitchen");

        await attic.SayAsync(chat, "busy");
        Steps<DrainView> steps = new();
        DrainView end = await attic.Operations.DrainAsync("kitchen", steps, None);
        steps.All.ShouldContain(s => s.Waiting == 1 && s.Left == 1 && s.Patience > 0);
        (end.Done, end.Interrupted).ShouldBe((true, 1));
        end.Slowest.ShouldBeLessThan(end.Seconds, "the wait is no part of it");
    }

    [Fact]
    public async Task A_node_that_is_told_to_leave_ends_and_a_dead_one_is_forgotten()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen");
        Node attic = await world.JoinAsync("attic");
        Node cellar = await world.JoinAsync("cellar");
        await SettleAsync(kitchen, attic, cellar);
        _ = attic.Left.Task.ContinueWith(_ => EndAsync(attic), TaskScheduler.Default);

        Steps<string> steps = new();
        (await kitchen.Operations.DownAsync("attic", steps, None)).Text.ShouldMatch("^attic has left and ended. Its [0-9] shards? goe?s? to the other session nodes.");
        attic.Left.Task.IsCompletedSuccessfully.ShouldBeTrue();
        steps.All.ShouldContain("attic hands over what it has");

        world.Broker.Cut("cellar");
        OperatorDone dead = await kitchen.Operations.DownAsync("cellar", steps, None);
        dead.Text.ShouldStartWith("cellar did not answer, was held for dead and is forgotten.");
        (await kitchen.Operations.GetAsync(None)).Nodes.Select(n => n.Name).ShouldBe(["kitchen"]);
        (await Should.ThrowAsync<OperatorException>(() => kitchen.Operations.DownAsync("attik", null, None))).Message.ShouldBe("There is no node 'attik'; nodes: kitchen.");
    }

    [Fact]
    public async Task A_node_that_hangs_is_to_be_ended_on_its_machine_and_is_named_with_its_process()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen");
        Node attic = await world.JoinAsync("attic");
        await SettleAsync(kitchen, attic);
        await attic.System.ActorSelection(NodeOperator.Path).ResolveOne(TimeSpan.FromSeconds(5)).ContinueWith(t => attic.System.Stop(t.Result), TaskScheduler.Default);

        string message = (await Should.ThrowAsync<OperatorException>(() => kitchen.Operations.DownAsync("attic", null, None))).Message;
        message.ShouldContain("attic says that it is there, but does not answer");
        message.ShouldContain($"kill -9 {Environment.ProcessId}");
    }

    [Fact]
    public async Task Dead_letters_are_shown_without_content_and_sent_back_or_deleted()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen");
        Node attic = await world.JoinAsync("attic", "web");
        await SettleAsync(kitchen, attic);
        ClusterOperations operations = attic.Operations;
        (await operations.QueuesAsync(None)).Queues.Select(q => (q.Name, q.Depth, q.Consumers, q.Dead)).ShouldBe([("session", 0, 8, 0), ("schedule", 0, 1, 0), ("stt", 0, 0, 0)]);

        _ = attic.SayAsync("a", "poison");
        _ = attic.SayAsync("b", "poison");
        await UntilAsync(async () => (await operations.QueuesAsync(None)).Queues[0].Dead == 2, "two are dead");
        DeadLettersView letters = await operations.DeadLettersAsync("session", None);
        letters.Total.ShouldBe(2);
        letters.Letters[0].ShouldSatisfyAllConditions(
            l => l.Origin.ShouldStartWith("session."),
            l => l.From.ShouldBe("attic"),
            l => l.Size.ShouldBeGreaterThan(10),
            l => l.Reason.ShouldNotBeEmpty(),
            l => l.At.ShouldNotBeNull());
        letters.ToString().ShouldNotContain("poison");

        (await operations.PurgeAsync("session", letters.Letters[0].Id, None)).Text.ShouldBe("1 dead letter of session: deleted.");
        (await operations.RequeueAsync("session", null, None)).Text.ShouldBe("1 dead letter of session: sent back to where they were.");
        await UntilAsync(async () => (await operations.DeadLettersAsync("session", None)).Letters is [{ } again] && again.Id == letters.Letters[1].Id, "it could not be swallowed again");
        (await Should.ThrowAsync<OperatorException>(() => operations.PurgeAsync("session", "nothing", None))).Message.ShouldContain("no dead letter nothing in session");
        (await Should.ThrowAsync<OperatorException>(() => operations.DeadLettersAsync("sesion", None))).Message.ShouldBe("There is no queue 'sesion'; queues: session, schedule, stt.");
    }

    [Fact]
    public async Task While_the_broker_is_away_what_is_known_is_shown_and_the_rest_says_why_not()
    {
        await using OperatorWorld world = new();
        Node kitchen = await world.JoinAsync("kitchen");
        Node attic = await world.JoinAsync("attic");
        await SettleAsync(kitchen, attic);
        world.Broker.Lose();
        await UntilAsync(async () => (await kitchen.Operations.GetAsync(None)).Link == "away", "the broker is away");

        ClusterView view = await kitchen.Operations.GetAsync(None);
        view.LinkProblem.ShouldNotBeNullOrEmpty();
        view.Nodes.Select(n => n.Name).ShouldBe(["kitchen", "attic"]);
        await UntilAsync(async () => (await kitchen.Operations.QueuesAsync(None)).Problem is { Length: > 10 }, "the queues cannot be asked");
        (await Should.ThrowAsync<OperatorException>(() => kitchen.Operations.ActorsAsync("attic", new("/user", 1, 0, 10, null), None))).Message.ShouldContain("attic did not answer within 2 s.");
        (await kitchen.Operations.ActorsAsync(null, new("/user", 1, 0, 10, null), None)).Children.ShouldNotBeEmpty();

        world.Broker.Return();
        await UntilAsync(async () => (await kitchen.Operations.GetAsync(None)).Link == "connected" && (await kitchen.Operations.QueuesAsync(None)).Problem is null, "it is back");
    }

    [Fact]
    public async Task A_node_without_a_broker_is_a_cluster_of_one()
    {
        await using ActorSystem system = ActorSystem.Create("alone", TestSystem.Prepare(new()));
        OperatorSettings settings = new("desk", "1.0.0");
        system.ActorOf(NodeOperator.Props(settings, null, () => { }), "operator");
        ClusterOperations operations = new(system, settings, transport: null, chats: null);

        ClusterView view = await operations.GetAsync(None);
        (view.Alone, view.Link).ShouldBe((true, "alone"));
        view.Nodes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(n => n.Name.ShouldBe("desk"), n => n.Standing.ShouldBe("up"), n => n.Figures.ShouldNotBeNull());
        (await operations.ShardsAsync(None)).Kinds.ShouldBeEmpty();
        (await operations.QueuesAsync(None)).ShouldSatisfyAllConditions(q => q.Queues.ShouldBeEmpty(), q => q.Problem.ShouldBeNull());
        (await Should.ThrowAsync<OperatorException>(() => operations.DrainAsync("desk", null, None))).Message.ShouldContain("all there is");
        (await Should.ThrowAsync<OperatorException>(() => operations.ActorsAsync("kichen", new("/", 1, 0, 1, null), None))).Message.ShouldBe("There is no node 'kichen'; nodes: desk.");
    }
}
