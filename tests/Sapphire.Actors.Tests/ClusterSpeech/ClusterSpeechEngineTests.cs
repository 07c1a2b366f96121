using System.Globalization;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Speech;
using Sapphire.RabbitMq.TestKit;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.ClusterSpeech;

/// <summary>flite and pocketsphinx for another node; and all of it over RabbitMQ.</summary>
public sealed class ClusterSpeechEngineTests : ClusterSpeechTestBase
{
    [Fact]
    public async Task What_one_node_speaks_another_understands()
    {
        SpeechWorkerSettings workers = SpeechWorkerServices.SettingsOf(new WorkerOptions());
        SpeechHost host = Start(_ => workers);
        await using SpeechWorld world = new(host, workers);
        SpeechTestNode room = await world.JoinAsync("room", "room");
        SpeechTestNode stt = await world.JoinAsync("stt", "stt");
        SpeechTestNode tts = await world.JoinAsync("tts", "tts");
        await world.SeeEachOtherAsync();
        IReadOnlyList<Voice> voices = await room.Speech.Synthesizer.GetVoicesAsync(Cancelled);
        voices.Select(v => v.Id).ShouldContain("flite/kal16");
        voices.Count(v => v.Engine == "espeak-ng").ShouldBeGreaterThan(50);
        SynthesizedSpeech asked = await room.Speech.Synthesizer.SynthesizeAsync(new("what time is it", "flite/kal16"), Cancelled);
        Recognized heard = await HearAsync(room.Speech.Recognizer, asked.Audio);
        (heard.Text, heard.By).ShouldBe(("what time is it", RecognizedBy.Grammar));
        (stt.Counters.Taken, tts.Counters.Taken).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Over_a_real_broker_a_node_that_is_cut_off_is_replaced_and_sentences_come_whole()
    {
        await using SpeechWorld world = new(Processes, SpeechHost.Faulty, await BrokerServer.SharedAsync());
        SpeechTestNode room = await world.JoinAsync("room", "room");
        SpeechTestNode one = await world.JoinAsync("one", "stt", "tts");
        SpeechTestNode two = await world.JoinAsync("two", "stt", "tts");
        await world.SeeEachOtherAsync();
        string[] sentences = [.. Enumerable.Range(0, 8).Select(i => $"!slow sentence {i} {new string('z', i * 500)}")];
        Task<SynthesizedSpeech>[] spoken = [.. sentences.Select(s => SayAsync(room, s))];
        await using IRecognition listening = Listen(room);
        await SpeakAsync(listening, 0, 32_000);
        SpeechTestNode worker = await WorkerAsync(one, two);
        await PartialAsync(listening);
        world.Cut(worker);
        await SpeakAsync(listening, 32_000, 64_000);
        world.Heal(worker);
        await SpeakAsync(listening, 64_000, Sound.Length);
        await ShouldHearAllAsync(listening);
        SynthesizedSpeech[] all = await Task.WhenAll(spoken).WaitAsync(Longest, Cancelled);
        for (int i = 0; i < all.Length; i++) ShouldSound(all[i], sentences[i]);
        (one.Counters.Redelivered + two.Counters.Redelivered).ShouldBeGreaterThanOrEqualTo(1);
        (one.Counters.Rejected + two.Counters.Rejected).ShouldBe(0);
    }

    [Fact]
    public async Task The_figures_of_a_frame_and_of_a_job()
    {
        await using SpeechWorld world = World();
        SpeechTestNode room = await world.JoinAsync("room", "room");
        await world.JoinAsync("both", "stt", "tts");
        await world.SeeEachOtherAsync();
        for (int warm = 0; warm < 2; warm++)
        {
            IRecognition first = Listen(room);
            await SpeakAsync(first, 0, Sound.Length);
            await ShouldHearAllAsync(first);
        }

        // 50 seconds of sound: first by the processes alone, then over the cluster.
        const int frames = 2_500;
        long local = await AllocatedAsync(Processes.Recognizer);
        long cluster = await AllocatedAsync(room.Speech.Recognizer);
        Print($"frame of 20 ms: {local / frames} B by an engine of the node, {cluster / frames} B by one of another node (both nodes and the broker are in this process)");
        List<double> added = [];
        for (int i = 0; i < 30; i++)
        {
            long begun = System.Diagnostics.Stopwatch.GetTimestamp();
            await Processes.Synthesizer.SynthesizeAsync(new("a sentence", FaultySynthesizer.Voice), Cancelled);
            double own = System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            begun = System.Diagnostics.Stopwatch.GetTimestamp();
            await SayAsync(room, "a sentence");
            added.Add(System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds - own);
        }

        added.Sort();
        Print($"sentence by another node: {added[15]:0.0} ms more than by an engine of the node (median of 30)");
        (cluster / frames).ShouldBeLessThan(20_000);
    }

    private static async Task<long> AllocatedAsync(ISpeechRecognizer recognizer)
    {
        short[] frame = new short[320];
        await using IRecognition listening = recognizer.Start();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < 2_500; i++) await listening.WriteAsync(frame, Cancelled);
        await listening.FinishAsync(Cancelled);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static async Task<Recognized> HearAsync(ClusterRecognizer recognizer, SpeechAudio audio)
    {
        await using IRecognition listening = recognizer.Start();
        short[] silence = new short[4800];
        await listening.WriteAsync(silence, Cancelled);
        for (int at = 0; at < audio.Samples.Length; at += 320) await listening.WriteAsync(audio.Samples.Slice(at, Math.Min(320, audio.Samples.Length - at)), Cancelled);
        await listening.WriteAsync(silence, Cancelled);
        return await listening.FinishAsync(Cancelled);
    }

    private static void Print(FormattableString line) => TestContext.Current.TestOutputHelper!.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
