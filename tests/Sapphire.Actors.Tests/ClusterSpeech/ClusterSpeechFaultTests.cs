using Sapphire.Actors.ClusterSpeech;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Messaging;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.ClusterSpeech;

/// <summary>Nodes, the broker and engines go away in the middle of a job.</summary>
public sealed class ClusterSpeechFaultTests : ClusterSpeechTestBase
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_node_that_is_cut_off_in_mid_job_is_replaced_and_the_whole_is_heard_once(int times)
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode one, SpeechTestNode two) = await world.WithWorkersAsync("stt");
        await using IRecognition listening = Listen(room);
        int at = 0;
        for (int cut = 0; cut < times; cut++)
        {
            await SpeakAsync(listening, at, at + 16_000);
            at += 16_000;
            SpeechTestNode worker = await WorkerAsync(one, two);
            await PartialAsync(listening);
            world.Cut(worker);
            await SpeechWorld.UntilAsync(() => worker.Speech.Local.Recognizers!.Queued == 0, "it stops");
            await WorkerAsync(worker == one ? two : one);
            world.Heal(worker);
        }

        await SpeakAsync(listening, at, Sound.Length);
        await ShouldHearAllAsync(listening);
        await SpeechWorld.UntilAsync(() => one.Counters.Done + two.Counters.Done == 1, "it was done once");
        (one.Counters.Redelivered + two.Counters.Redelivered).ShouldBe(times);
        room.Counters.Offered.ShouldBe(1);
        await IdleAsync();
    }

    [Fact]
    public async Task Cut_off_after_the_end_of_the_sound_it_is_heard_all_the_same()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode one, SpeechTestNode two) = await world.WithWorkersAsync("stt");
        short[] slow = [.. Enumerable.Repeat(FaultyRecognizer.Slow, 30)];
        await using IRecognition listening = Listen(room);
        await listening.WriteAsync(slow, Cancelled);
        Task<Recognized> heard = listening.FinishAsync(Cancelled);
        SpeechTestNode worker = await WorkerAsync(one, two);
        await world.KillAsync(worker);
        (await heard.WaitAsync(Longest, Cancelled)).Text.ShouldBe(FaultyRecognizer.Text(slow));
        (worker == one ? two : one).Counters.Redelivered.ShouldBe(1);
    }

    [Fact]
    public async Task All_workers_go_and_one_comes_back()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode only) = await world.WithWorkerAsync("stt");
        await using IRecognition listening = await BeginAsync(room);
        world.Cut(only);
        await SpeakAsync(listening, 16_000, 48_000);
        world.Heal(only);
        await SpeakAsync(listening, 48_000, Sound.Length);
        await ShouldHearAllAsync(listening);
        only.Counters.Redelivered.ShouldBe(1);
    }

    [Fact]
    public async Task The_broker_goes_and_comes_back_in_mid_job()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode only) = await world.WithWorkerAsync("stt");
        await using IRecognition listening = await BeginAsync(room);
        world.LoseBroker();
        await SpeakAsync(listening, 16_000, 32_000);
        await SpeechWorld.UntilAsync(() => only.Speech.Local.Recognizers!.Queued == 0, "the node stops");
        world.ReturnBroker();
        await SpeakAsync(listening, 32_000, Sound.Length);
        await ShouldHearAllAsync(listening);
        only.Counters.Redelivered.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_loses_its_node_three_times_fails_and_is_not_tried_again()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode only) = await world.WithWorkerAsync("stt");
        await using IRecognition listening = Listen(room);
        for (int i = 1; i <= 3; i++)
        {
            int attempt = i;
            await SpeechWorld.UntilAsync(() => only.Counters.Taken == attempt && only.Speech.Local.Recognizers!.Queued == 1, "it is taken");
            world.Cut(only);
            await SpeechWorld.UntilAsync(() => only.Speech.Local.Recognizers!.Queued == 0, "it is lost");
            world.Heal(only);
        }

        SpeechException e = await Should.ThrowAsync<SpeechException>(() => listening.FinishAsync(Cancelled).WaitAsync(Longest, Cancelled));
        (e.Code, e.Message).ShouldBe(("crashed", "The nodes with the role stt went away 3 times over this."));
        await SpeechWorld.UntilAsync(async () => await room.Transport.DeadLetters.CountAsync("stt", Cancelled) == 1, "it is among the dead letters");
        await using IRecognition next = Listen(room);
        await SpeakAsync(next, 0, Sound.Length);
        await ShouldHearAllAsync(next);
    }

    [Fact]
    public async Task The_work_for_a_node_that_is_gone_ends()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode stt) = await world.WithWorkerAsync("stt");
        await using IRecognition listening = await BeginAsync(room);
        await world.KillAsync(room);
        await SpeechWorld.UntilAsync(() => stt.Counters.Dropped == 1, "its job is dropped");
        await IdleAsync();
        (await world.WaitingAsync(stt)).ShouldBe(0);
    }

    [Fact]
    public async Task Sentences_survive_the_nodes_that_speak_them()
    {
        await using SpeechWorld world = World();
        world.Settings = world.Settings with { Attempts = 10 };
        (SpeechTestNode room, SpeechTestNode one, SpeechTestNode two) = await world.WithWorkersAsync("tts");
        string[] sentences = [.. Enumerable.Range(0, 12).Select(i => $"!slow sentence {i} {new string('z', i * 200)}")];
        Task<SynthesizedSpeech>[] spoken = [.. sentences.Select(s => SayAsync(room, s))];
        foreach (SpeechTestNode node in new[] { one, two, one })
        {
            await SpeechWorld.UntilAsync(() => node.Speech.Local.Synthesizers[Engines.Synthesizer].Queued > 0 || Array.TrueForAll(spoken, s => s.IsCompleted), "it speaks");
            world.Cut(node);
            world.Heal(node);
        }

        SynthesizedSpeech[] all = await Task.WhenAll(spoken).WaitAsync(Longest, Cancelled);
        for (int i = 0; i < all.Length; i++) ShouldSound(all[i], sentences[i]);
    }

    [Fact]
    public async Task What_breaks_engines_goes_to_the_dead_letters_and_blocks_nobody()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode stt) = await world.WithWorkerAsync("stt");
        WorkQueue queue = SpeechQueue.Recognition.ToWorkQueue(world.Settings);
        await using IRecognition poison = Listen(room);
        await poison.WriteAsync(new[] { FaultyRecognizer.Crash }, Cancelled);
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => poison.FinishAsync(Cancelled).WaitAsync(Longest, Cancelled));
        e.Code.ShouldBe("crashed");
        e.Message.ShouldContain("broke down over this 3 times");

        // A message that is no job at all, and one of a version to come.
        await room.Transport.WorkQueues.EnqueueAsync(queue, new() { SerializerId = 4, Manifest = "", Body = new byte[] { 1, 2 }, MessageId = "no-job" }, Cancelled);
        await room.Transport.WorkQueues.EnqueueAsync(queue, new() { SerializerId = 1010, Manifest = "offer.2", Body = new byte[] { 1, 2 }, MessageId = "to-come" }, Cancelled);
        await using IRecognition next = Listen(room);
        await SpeakAsync(next, 0, Sound.Length);
        await ShouldHearAllAsync(next);
        await SpeechWorld.UntilAsync(() => stt.Counters is { Rejected: 3, Done: 1 }, "three are rejected");
        (await room.Transport.DeadLetters.PeekAsync("stt", 10, Cancelled)).Select(d => d.Reason).ShouldContain(r => r.Contains("broke down over this 3 times", StringComparison.Ordinal));
        (await room.Transport.DeadLetters.CountAsync("stt", Cancelled)).ShouldBe(3);
        (await world.WaitingAsync(room)).ShouldBe(0);
    }

    [Fact]
    public async Task A_node_that_drains_finishes_what_it_does_and_takes_nothing_new()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode one) = await world.WithWorkerAsync("stt");
        await using IRecognition running = await BeginAsync(room);
        SpeechTestNode two = await world.JoinAsync("two", "stt");
        await world.SeeEachOtherAsync();
        Task drained = one.Speech.DrainAsync(world.Settings.DrainTimeout);
        await using IRecognition next = Listen(room);
        await SpeakAsync(next, 0, Sound.Length);
        await ShouldHearAllAsync(next);
        await SpeakAsync(running, 16_000, Sound.Length);
        await ShouldHearAllAsync(running);
        await drained.WaitAsync(Longest, Cancelled);
        (one.Counters.Done, one.Counters.Taken, two.Counters.Taken).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task A_node_that_stops_in_mid_job_gives_it_to_another()
    {
        await using SpeechWorld world = World();
        world.Settings = world.Settings with { DrainTimeout = TimeSpan.FromMilliseconds(300) };
        (SpeechTestNode room, SpeechTestNode one) = await world.WithWorkerAsync("stt");
        await using IRecognition running = await BeginAsync(room);
        SpeechTestNode two = await world.JoinAsync("two", "stt");
        await world.SeeEachOtherAsync();
        await world.LeaveAsync(one);
        await SpeakAsync(running, 16_000, Sound.Length);
        await ShouldHearAllAsync(running);
        two.Counters.Redelivered.ShouldBe(1);
    }
}
