using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Operations;
using Sapphire.Actors.Tests.Operations;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.ClusterSpeech;

/// <summary>An operator drains nodes that do speech; a node that hangs is given up.</summary>
public sealed class ClusterSpeechDrainTests : ClusterSpeechTestBase
{
    [Fact]
    public async Task A_drained_node_finishes_what_it_does_takes_nothing_new_and_goes_on_when_it_is_let()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode one) = await world.WithWorkerAsync("stt");
        await using IRecognition running = await BeginAsync(room);
        SpeechTestNode two = await world.JoinAsync("two", "stt");
        await world.SeeEachOtherAsync();
        foreach (SpeechTestNode node in (SpeechTestNode[])[room, one, two])
        {
            node.System.ActorOf(NodeOperator.Props(new(node.Name, "1.2.3"), ClusterRemoting.Get(node.System), static () => { }, node.Speech), "operator");
        }

        ClusterOperations operations = new(room.System, new("room", "1.2.3"), room.Transport, chats: null);
        OperatorWorld.Steps<DrainView> steps = new();
        Task<DrainView> drain = operations.DrainAsync("one", steps, Cancelled);
        await SpeechWorld.UntilAsync(() => steps.All.Any(static s => s is { Waiting: 1, Patience: > 0 }), "it says that it waits for a job");
        await HearAsync(room);
        (one.Counters.Taken, two.Counters.Taken).ShouldBe((1, 1));
        drain.IsCompleted.ShouldBeFalse();
        await SpeakAsync(running, 16_000, Sound.Length);
        await ShouldHearAllAsync(running);
        (await drain.WaitAsync(Longest, Cancelled)).Done.ShouldBeTrue();
        one.Counters.Done.ShouldBe(1);
        (await operations.GetAsync(Cancelled)).Nodes.Single(static n => n.Name == "one").Standing.ShouldBe("drained");

        // The other way round.
        await operations.ResumeAsync("one", Cancelled);
        await SpeechWorld.UntilAsync(() => room.Speech.Part.Directory.Nodes(SpeechQueue.Recognition).Length == 2, "it is back");
        await operations.DrainAsync("two", null, Cancelled);
        await HearAsync(room);
        (one.Counters.Taken, two.Counters.Taken).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_node_that_hangs_with_a_job_is_given_up_and_the_job_is_offered_again()
    {
        await using SpeechWorld world = World();
        world.Settings = world.Settings with { SilenceTimeout = TimeSpan.FromSeconds(2) };
        (SpeechTestNode room, SpeechTestNode one) = await world.WithWorkerAsync("stt");
        await using IRecognition listening = await BeginAsync(room);
        SpeechTestNode two = await world.JoinAsync("two", "stt");
        await world.SeeEachOtherAsync();

        // Its connection lives and it says that it is there, but whoever works on the job does not answer any more.
        string consumer = $"/user/{SpeechNode.Name}/{ActorInspector.ChildNames(one.System, $"/user/{SpeechNode.Name}").Single(static n => n.StartsWith("stt-", StringComparison.Ordinal))}";
        TestSystem.Hang(await one.System.ActorSelection($"{consumer}/{ActorInspector.ChildNames(one.System, consumer).Single()}").ResolveOne(Longest));
        await SpeechWorld.UntilAsync(() => two.Counters.Taken == 1, "the other one has it");
        room.Counters.Offered.ShouldBe(2);
        await SpeakAsync(listening, 16_000, Sound.Length);
        await ShouldHearAllAsync(listening);
        two.Counters.Done.ShouldBe(1);
    }

    private static async Task HearAsync(SpeechTestNode node)
    {
        await using IRecognition next = Listen(node);
        await SpeakAsync(next, 0, Sound.Length);
        await ShouldHearAllAsync(next);
    }
}
