using System.Diagnostics;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Audio.Speech;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.ClusterSpeech;

/// <summary>Jobs that go well, those that nobody wants any more, and those that nobody can do.</summary>
public sealed class ClusterSpeechTests : ClusterSpeechTestBase
{
    [Fact]
    public async Task Another_node_recognises_while_the_person_still_speaks()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode stt) = await world.WithWorkerAsync("stt");
        await using IRecognition listening = Listen(room);
        await SpeakAsync(listening, 0, 32_000);
        (await PartialAsync(listening)).ShouldNotBeEmpty();
        await SpeakAsync(listening, 32_000, Sound.Length);
        await ShouldHearAllAsync(listening);
        await SpeechWorld.UntilAsync(() => stt.Counters.Done == 1, "the job is done");
        (room.Counters.Offered, stt.Counters.Taken, stt.Counters.Redelivered).ShouldBe((1, 1, 0));
        (await world.WaitingAsync(room)).ShouldBe(0);
    }

    [Fact]
    public async Task Another_node_speaks_and_its_sound_comes_whole()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode tts) = await world.WithWorkerAsync("tts");
        ShouldSound(await SayAsync(room, "one"), "one");

        // Fifty seconds: more than may be under way at a time.
        string longest = new('x', SpeechRequest.MaxText);
        Task<SynthesizedSpeech> first = SayAsync(room, longest);
        ShouldSound(await SayAsync(room, "two"), "two");
        ShouldSound(await first, longest);
        await SpeechWorld.UntilAsync(() => tts.Counters.Done == 3, "the jobs are done");
        SpeechException refused = await Should.ThrowAsync<SpeechException>(() => SayAsync(room, "!refuse this"));
        (refused.Code, refused.Message, refused.Detail).ShouldBe(("bad-request", "This is not spoken.", "Say something else."));
    }

    [Fact]
    public async Task A_node_uses_its_own_engine_first_and_the_others_when_it_is_busy()
    {
        await using SpeechWorld world = World();
        SpeechTestNode one = await world.JoinAsync("one", "stt");
        SpeechTestNode two = await world.JoinAsync("two", "stt");
        await world.SeeEachOtherAsync();
        await using IRecognition own = await BeginAsync(one);
        await using IRecognition other = Listen(one);
        await SpeakAsync(other, 0, Sound.Length);
        await ShouldHearAllAsync(other);
        (one.Counters.Offered, one.Counters.Taken, two.Counters.Taken).ShouldBe((1, 0, 1));
        await SpeakAsync(own, 16_000, Sound.Length);
        await ShouldHearAllAsync(own);

        // Without another node it waits for its own.
        await world.LeaveAsync(two);
        await SpeechWorld.UntilAsync(() => !one.Speech.Part.Directory.OthersHave(SpeechQueue.Recognition), "the other has left");
        await using IRecognition first = Listen(one);
        await using IRecognition second = Listen(one);
        await SpeakAsync(second, 0, Sound.Length);
        await ShouldHearAllAsync(second);
        one.Counters.Offered.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_whose_own_engine_is_in_use_takes_no_job_of_others()
    {
        await using SpeechWorld world = World();
        SpeechTestNode one = await world.JoinAsync("one", "stt");
        SpeechTestNode room = await world.JoinAsync("room", "room");
        await world.SeeEachOtherAsync();
        IRecognition own = Listen(one);
        await SpeakAsync(own, 0, 1600);
        await SpeechWorld.UntilAsync(async () => await world.ConsumersAsync(room) == 0, "it takes no jobs");
        await using IRecognition waiting = Listen(room);
        await SpeakAsync(waiting, 0, 1600);
        await SpeechWorld.UntilAsync(async () => await world.WaitingAsync(room) == 1, "the job waits");
        one.Counters.Taken.ShouldBe(0);
        await own.DisposeAsync();
        await SpeakAsync(waiting, 1600, Sound.Length);
        await ShouldHearAllAsync(waiting);
        one.Counters.Taken.ShouldBe(1);
    }

    [Theory]
    [InlineData("stt")]
    [InlineData("tts")]
    public async Task Where_no_node_has_the_role_the_error_says_how_to_start_one(string role)
    {
        await using SpeechWorld world = World();
        SpeechTestNode room = await world.JoinAsync("room", "room");
        long begun = Stopwatch.GetTimestamp();
        await using IRecognition listening = Listen(room);
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => role == "stt" ? listening.FinishAsync(Cancelled) : SayAsync(room, "nobody"));
        (e.Code, e.Message, e.Detail).ShouldBe(("unavailable", $"No node with the role {role} is there.", $"Start one with: sapphire run --roles {role}"));
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        string engine = role == "stt" ? Audio.Engines.EngineNames.PocketSphinx : Engines.Synthesizer;
        room.Speech.Engines.WhyMissing(engine)!.ShouldContain($"run --roles {role}");
    }

    [Fact]
    public async Task Without_the_broker_the_error_says_so_and_a_node_with_an_engine_uses_it()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode tts) = await world.WithWorkerAsync("tts");
        await world.SeeEachOtherAsync();
        world.LoseBroker();
        await SpeechWorld.UntilAsync(() => !room.Speech.Part.Directory.IsConnected && !tts.Speech.Part.Directory.IsConnected, "the broker is away");
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => SayAsync(room, "away").WaitAsync(Longest, Cancelled));
        (e.Code, e.Message).ShouldBe(("unavailable", "The broker is away, and with it the nodes with the role tts."));
        Task<SynthesizedSpeech> own = SayAsync(tts, "one");
        ShouldSound(await SayAsync(tts, "two"), "two");
        ShouldSound(await own, "one");
        world.ReturnBroker();
        await SpeechWorld.UntilAsync(() => room.Speech.Part.Directory.OthersHave(Voices), "the broker is back");
        ShouldSound(await SayAsync(room, "back"), "back");
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        await using SpeechWorld world = World();
        world.Settings = world.Settings with { QueueLength = 1 };
        (SpeechTestNode room, SpeechTestNode stt) = await world.WithWorkerAsync("stt");
        await using IRecognition first = Listen(room);
        await WorkerAsync(stt);
        await using IRecognition second = Listen(room);
        await SpeechWorld.UntilAsync(async () => await world.WaitingAsync(room) == 1, "one waits");
        await using IRecognition third = Listen(room);
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => third.FinishAsync(Cancelled).WaitAsync(Longest, Cancelled));
        (e.Code, e.Message).ShouldBe(("busy", "The nodes with the role stt have too much to do: 1 jobs wait already."));
        await SpeakAsync(first, 0, Sound.Length);
        await ShouldHearAllAsync(first);
        await SpeakAsync(second, 0, Sound.Length);
        await ShouldHearAllAsync(second);
    }

    [Fact]
    public async Task A_job_that_waits_too_long_is_given_up_and_dropped_by_who_takes_it()
    {
        await using SpeechWorld world = World();
        world.Settings = world.Settings with { QueueTimeout = TimeSpan.FromSeconds(1) };
        (SpeechTestNode room, SpeechTestNode stt) = await world.WithWorkerAsync("stt");
        await using IRecognition first = Listen(room);
        await WorkerAsync(stt);
        await using IRecognition second = Listen(room);
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => second.FinishAsync(Cancelled).WaitAsync(Longest, Cancelled));
        e.Code.ShouldBe("busy");
        e.Message.ShouldStartWith("The nodes with the role stt had no time for this within ");
        await SpeakAsync(first, 0, Sound.Length);
        await ShouldHearAllAsync(first);
        await SpeechWorld.UntilAsync(() => stt.Counters is { Done: 1, Dropped: 1, Taken: 2 }, "the old job is dropped");
    }

    [Fact]
    public async Task A_job_that_is_given_up_in_the_queue_or_under_way_costs_no_engine_any_more()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode stt) = await world.WithWorkerAsync("stt");
        IRecognition first = await BeginAsync(room);
        IRecognition second = Listen(room);
        await SpeechWorld.UntilAsync(async () => await world.WaitingAsync(room) == 1, "one waits");
        await second.DisposeAsync();
        await first.DisposeAsync();
        await SpeechWorld.UntilAsync(() => stt.Counters is { Dropped: 2, Taken: 2 }, "both are dropped");
        await IdleAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second.FinishAsync(Cancelled).WaitAsync(Longest, Cancelled));

        // A sentence too: barge-in.
        SpeechTestNode tts = await world.JoinAsync("tts", "tts");
        using CancellationTokenSource stop = new();
        Task<SynthesizedSpeech> late = SayAsync(room, "!late one", stop.Token);
        await SpeechWorld.UntilAsync(() => tts.Speech.Local.Synthesizers[Engines.Synthesizer].Queued == 1, "it is being spoken");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => late);
        await SpeechWorld.UntilAsync(() => tts.Counters.Dropped == 1, "it is dropped");
        ShouldSound(await SayAsync(room, "next"), "next");
    }

    [Fact]
    public async Task The_voices_are_those_of_all_nodes_and_engines_are_announced()
    {
        await using SpeechWorld world = World();
        (SpeechTestNode room, SpeechTestNode tts) = await world.WithWorkerAsync("tts");
        await world.JoinAsync("tts-two", "tts");
        await world.SeeEachOtherAsync();
        (await room.Speech.Synthesizer.GetVoicesAsync(Cancelled)).Select(v => v.Id).ShouldBe([FaultySynthesizer.Voice]);
        (await tts.Speech.Synthesizer.GetVoicesAsync(Engines.Synthesizer, Cancelled)).Select(v => v.Id).ShouldBe([FaultySynthesizer.Voice]);
        (await room.Speech.Synthesizer.GetVoicesAsync("kokoro", Cancelled)).ShouldBeEmpty();
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => room.Speech.Synthesizer.SynthesizeAsync(new("a", "kokoro/x"), Cancelled));
        e.Message.ShouldBe("No node speaks with kokoro.");
        e.Detail.ShouldContain("tts, tts-two");
        (await Should.ThrowAsync<SpeechException>(() => room.Speech.Synthesizer.SynthesizeAsync(new("a", "No Such"), Cancelled))).Code.ShouldBe("bad-request");
        room.Speech.Engines.IsAvailable(Engines.Synthesizer).ShouldBeTrue();

        // A node that drains is nobody's.
        await tts.Speech.DrainAsync(world.Settings.DrainTimeout);
        await SpeechWorld.UntilAsync(() => room.Speech.Part.Directory.Nodes(Voices).Length == 1, "one is left");
        tts.Speech.Resume();
        await SpeechWorld.UntilAsync(() => room.Speech.Part.Directory.Nodes(Voices).Length == 2, "it is back");
    }
}
