using Sapphire.Actors.Speech;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

public sealed class WorkerSynthesizerTests : SpeechTestBase
{
    [Fact]
    public async Task A_sentence_comes_back_whole_and_nothing_runs_before_it_is_needed()
    {
        SpeechHost host = Start();
        (await host.PidsAsync(Engines.Synthesizer)).ShouldBeEmpty();
        host.Folder.Path.ShouldBeNull();
        string text = new('a', 3000);
        SynthesizedSpeech speech = await SayAsync(host, text);
        ShouldSound(speech, text);
        speech.Audio.SampleRate.ShouldBe(16_000);
        (await host.PidsAsync(Engines.Synthesizer)).Count.ShouldBe(1);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(host.Folder.Path!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.EnumerateFileSystemEntries(host.Folder.Path!).ShouldBeEmpty("the socket of a worker that is connected is not needed");
    }

    [Fact]
    public async Task Voices_are_those_of_the_engines_that_are_there()
    {
        SpeechHost host = Start(settings => settings with { Synthesizers = [settings.Synthesizers[0], new(Engines.Missing)] });
        (await host.Synthesizer.GetVoicesAsync(Cancelled)).Select(voice => voice.Id).ShouldBe([FaultySynthesizer.Voice]);
        (await host.Synthesizer.GetVoicesAsync(Cancelled)).Count.ShouldBe(1);
        const string reason = "test-missing cannot be used: libnothing.so.1 is missing. Install the package libnothing1 (apt-get install libnothing1) and start Sapphire again.";
        host.Available.Missing.ShouldBe([new(Engines.Missing, reason)]);
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => host.Synthesizer.SynthesizeAsync(new SpeechRequest("a", "test-missing/a"), Cancelled));
        e.Code.ShouldBe("unavailable");
        e.Message.ShouldBe(reason);
        await host.Synthesizer.WarmAsync("test-missing/a", Cancelled);
        ShouldSound(await SayAsync(host, "The other engine goes on."), "The other engine goes on.");
    }

    [Fact]
    public async Task A_voice_or_a_text_that_cannot_be_spoken_is_refused_with_a_reason()
    {
        SpeechHost host = Start();
        (await Should.ThrowAsync<SpeechException>(() => host.Synthesizer.SynthesizeAsync(new SpeechRequest("a", "other/a"), Cancelled))).Code.ShouldBe("bad-request");
        (await Should.ThrowAsync<SpeechException>(() => SayAsync(host, new string('a', SpeechRequest.MaxText + 1)))).Code.ShouldBe("too-long");
        SpeechException refused = await Should.ThrowAsync<SpeechException>(() => SayAsync(host, "please !refuse"));
        (refused.Code, refused.Message, refused.Detail).ShouldBe(("bad-request", "This is not spoken.", "Say something else."));
        ShouldSound(await SayAsync(host, "next"), "next");
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_queue_every_sentence_comes_once_and_in_order()
    {
        SpeechHost host = Start();
        await host.Synthesizer.WarmAsync(FaultySynthesizer.Voice, Cancelled);
        List<int> order = [];
        string[] texts = [.. Enumerable.Range(0, 20).Select(i => $"This is sentence {i}. !slow")];
        Task[] spoken = [.. texts.Select(async (text, i) =>
        {
            SynthesizedSpeech speech = await SayAsync(host, text);
            lock (order) order.Add(i);
            ShouldSound(speech, text);
        })];
        for (int kill = 1; kill <= 3; kill++)
        {
            int after = kill * 4;
            await UntilAsync(() => Task.FromResult(Count() >= after), "sentences are spoken");
            Kill(await PidAsync(host, Engines.Synthesizer));
        }

        await Task.WhenAll(spoken).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        order.ShouldBe(Enumerable.Range(0, 20));
        (await host.StatusAsync(Engines.Synthesizer)).Deaths.ShouldBe(3);

        int Count()
        {
            lock (order) return order.Count;
        }
    }

    [Theory]
    [InlineData("!segv", "SIGSEGV")]
    [InlineData("!abort", "SIGABRT")]
    [InlineData("!exit", "status 17: now comes exit")]
    [InlineData("!throw", "The engine is confused.")]
    public async Task A_sentence_that_kills_three_workers_fails_and_its_neighbours_do_not(string fault, string reason)
    {
        SpeechHost host = Start();
        Task<SynthesizedSpeech> before = SayAsync(host, "before !slow");
        Task<SynthesizedSpeech> poison = SayAsync(host, "poison " + fault);
        Task<SynthesizedSpeech> after = SayAsync(host, "after");
        ShouldSound(await before, "before !slow");
        SpeechException e = await Should.ThrowAsync<SpeechException>(poison);
        e.Code.ShouldBe("crashed");
        e.Message.ShouldStartWith("test-tts broke down over this 3 times. The worker process");
        e.Message.ShouldContain(reason);
        e.Message.ShouldNotContain("poison");
        e.Detail.ShouldBe("Try it in other words, or in shorter parts. logs/worker-test-tts.log says more.");
        ShouldSound(await after, "after");
        (await host.StatusAsync(Engines.Synthesizer)).Deaths.ShouldBe(3);
        (await ReadLogAsync()).ShouldContain($"now comes {fault[1..]}");
    }

    [Fact]
    public async Task A_worker_that_crashes_once_costs_nothing_but_time()
    {
        SpeechHost host = Start();
        string text = $"one !once={Path.Combine(Home, "once")}";
        ShouldSound(await SayAsync(host, text), text);
        (await host.StatusAsync(Engines.Synthesizer)).Deaths.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_hangs_is_killed_and_its_job_fails_the_second_time()
    {
        SpeechHost host = Start(settings => Synthesizer(settings, one => one with
        {
            Limits = one.Limits with { Synthesis = TimeSpan.FromMilliseconds(400), SynthesisPerCharacter = TimeSpan.Zero },
        }));
        await host.Synthesizer.WarmAsync(FaultySynthesizer.Voice, Cancelled);
        int first = await PidAsync(host, Engines.Synthesizer);
        Task<SynthesizedSpeech> hanging = SayAsync(host, "!hang");
        Task<SynthesizedSpeech> after = SayAsync(host, "after");
        SpeechException e = await Should.ThrowAsync<SpeechException>(hanging);
        (e.Code, e.Message).ShouldBe(("timeout", "test-tts did not answer in time, twice."));
        ShouldSound(await after, "after");
        Runs(first).ShouldBeFalse();
        (await host.StatusAsync(Engines.Synthesizer)).Deaths.ShouldBe(2);
    }

    [Fact]
    public async Task A_worker_that_eats_memory_is_killed()
    {
        SpeechHost host = Start(settings => Synthesizer(settings, one => one with { MemoryLimit = 200L << 20, MemoryCheck = TimeSpan.FromMilliseconds(20) }));
        Task<SynthesizedSpeech> eating = SayAsync(host, "!eat");
        Task<SynthesizedSpeech> after = SayAsync(host, "after");
        SpeechException e = await Should.ThrowAsync<SpeechException>(eating);
        e.Code.ShouldBe("crashed");
        e.Message.ShouldContain("MiB of memory; 200 MiB are allowed");
        ShouldSound(await after, "after");
    }

    [Fact]
    public async Task Too_much_work_is_refused()
    {
        SpeechHost host = Start(settings => Synthesizer(settings, one => one with { Queue = 3 }));
        Task<SynthesizedSpeech>[] accepted = [.. Enumerable.Range(0, 3).Select(i => SayAsync(host, $"{i}"))];
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => SayAsync(host, "one more"));
        (e.Code, e.Message).ShouldBe(("busy", "test-tts has too much to do: 3 jobs wait already."));
        await Task.WhenAll(accepted);
    }

    [Fact]
    public async Task A_cancelled_sentence_is_dropped_wherever_it_is()
    {
        SpeechHost host = Start();
        await host.Synthesizer.WarmAsync(FaultySynthesizer.Voice, Cancelled);
        using CancellationTokenSource cancel = new();
        Task<SynthesizedSpeech> running = host.Synthesizer.SynthesizeAsync(new SpeechRequest("running !late", FaultySynthesizer.Voice), cancel.Token);
        Task<SynthesizedSpeech> waiting = host.Synthesizer.SynthesizeAsync(new SpeechRequest("waiting", FaultySynthesizer.Voice), cancel.Token);
        Task<SynthesizedSpeech> after = SayAsync(host, "after");
        await UntilAsync(async () => await host.StatusAsync(Engines.Synthesizer) is { Running: 1, Waiting: 2 }, "one runs, two wait");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        ShouldSound(await after, "after");
        (await host.StatusAsync(Engines.Synthesizer)).Deaths.ShouldBe(0);
    }

    [Theory]
    [InlineData(Engines.Missing, "unavailable", "libnothing1")]
    [InlineData("test-dies", "crashed", "ended with status 9: no such model")]
    [InlineData("test-mute", "crashed", "was not loaded within 0.5 s")]
    [InlineData(Engines.HangsInLoad, "crashed", "was not loaded within 0.5 s")]
    [InlineData("test-stranger", "crashed", "is not the worker that was started")]
    [InlineData("test-garbage", "crashed", "talks nonsense: A frame is of kind 47")]
    public async Task A_worker_that_cannot_start_or_talks_nonsense_fails_the_job_with_the_reason(string engine, string code, string reason)
    {
        SpeechHost host = Start(settings => Synthesizer(settings, _ => new(engine) { StartTimeout = TimeSpan.FromMilliseconds(engine == "test-garbage" ? 20_000 : 500) }));
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => host.Synthesizer.SynthesizeAsync(new SpeechRequest("a", $"{engine}/a"), Cancelled));
        e.Code.ShouldBe(code);
        e.Message.ShouldContain(reason);
        await UntilAsync(() => Task.FromResult(host.Folder.Count == 0), "no process is left");
    }

    [Fact]
    public async Task A_worker_without_work_is_stopped_and_comes_back()
    {
        SpeechHost host = Start(settings => Synthesizer(settings, one => one with { IdleStop = TimeSpan.FromMilliseconds(200) }));
        ShouldSound(await SayAsync(host, "one"), "one");
        await UntilAsync(() => Task.FromResult(host.Folder.Count == 0), "it is stopped");
        ShouldSound(await SayAsync(host, "two"), "two");
        (await host.StatusAsync(Engines.Synthesizer)).Deaths.ShouldBe(0);
    }

    [Fact]
    public async Task A_worker_that_is_killed_without_work_is_replaced_when_there_is_some()
    {
        SpeechHost host = Start();
        ShouldSound(await SayAsync(host, "one"), "one");
        Kill(await PidAsync(host, Engines.Synthesizer));
        ShouldSound(await SayAsync(host, "two"), "two");
    }

    [Fact]
    public async Task A_worker_ignores_Ctrl_C_which_goes_to_the_whole_group()
    {
        SpeechHost host = Start();
        ShouldSound(await SayAsync(host, "one"), "one");
        int pid = await PidAsync(host, Engines.Synthesizer);
        for (int i = 0; i < 3; i++) Signals.Send(pid, Signals.Interrupt);
        ShouldSound(await SayAsync(host, "two !slow"), "two !slow");
        (await PidAsync(host, Engines.Synthesizer)).ShouldBe(pid);
    }

    [Fact]
    public async Task A_worker_has_only_what_it_needs()
    {
        Environment.SetEnvironmentVariable("SAPPHIRE_TEST_SECRET", "sk-1");
        SpeechHost host = Start();
        ShouldSound(await SayAsync(host, "one"), "one");
        int pid = await PidAsync(host, Engines.Synthesizer);
        File.ReadAllText($"/proc/{pid}/environ").ShouldNotContain("SECRET");
        File.ReadAllText($"/proc/{pid}/cmdline").ShouldContain("--link");
        File.ReadAllText($"/proc/{pid}/oom_score_adj").Trim().ShouldBe("900");
        string[] open = [.. Directory.EnumerateFiles($"/proc/{pid}/fd").Select(fd => new FileInfo(fd).LinkTarget ?? "").Where(name => name.StartsWith("socket:", StringComparison.Ordinal))];
        open.Length.ShouldBe(1, "the link and nothing of its host");
    }

    [Fact]
    public async Task A_sentence_whose_worker_died_before_it_came_there_is_spoken_by_the_next_one()
    {
        SpeechHost host = Start();
        ShouldSound(await SayAsync(host, "one"), "one");
        ActorIdentity worker = await host.System.ActorSelection($"/user/tts/{Engines.Synthesizer}/*").Ask<ActorIdentity>(new Identify(0), TimeSpan.FromSeconds(30));

        // The process is still, so that what the pool has given to it is not done.
        Signals.Send(await PidAsync(host, Engines.Synthesizer), Signals.Stop);
        Task<SynthesizedSpeech> two = SayAsync(host, "two");
        await UntilAsync(async () => (await host.StatusAsync(Engines.Synthesizer)).Running == 1, "it is given to the worker");
        host.System.ActorSelection($"/user/tts/{Engines.Synthesizer}").Tell(new WorkerDied(null, TimedOut: false, "The worker process ended."), worker.Subject!);
        ShouldSound(await two.WaitAsync(TimeSpan.FromSeconds(8), Cancelled), "two");
        (await host.StatusAsync(Engines.Synthesizer)).Deaths.ShouldBe(1);
    }

    [Fact]
    public async Task What_only_one_job_lacks_is_named_and_kills_nobody()
    {
        SpeechHost host = Start();
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => SayAsync(host, "this is !missing"));
        (e.Code, e.Message).ShouldBe(("unavailable", "This voice cannot be used: libvoice.so.1 is missing. Install the package libvoice1 (apt-get install libvoice1) and start Sapphire again."));
        ShouldSound(await SayAsync(host, "next"), "next");
        (await host.StatusAsync(Engines.Synthesizer)).Deaths.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_missing_is_known_at_once_and_a_worker_looks_again()
    {
        SpeechHost host = Start(settings => Synthesizer(settings, one => one with { FindProblem = engine => $"{engine} is not where it usually is." }) with
        {
            Recognizer = new(Engines.Missing) { FindProblem = _ => "It is missing." },
        });
        host.Available.WhyMissing(Engines.Synthesizer).ShouldBe("test-tts is not where it usually is.");
        host.Available.IsAvailable(Engines.Missing).ShouldBeFalse();
        await UntilAsync(() => Task.FromResult(host.Available.IsAvailable(Engines.Synthesizer)), "the worker has found it");
        await UntilAsync(() => Task.FromResult(host.Available.WhyMissing(Engines.Missing)!.Contains("libnothing1", StringComparison.Ordinal)), "the worker has not found it either");
    }

    private Task<string> ReadLogAsync() => File.ReadAllTextAsync(Path.Combine(Home, "logs", "worker-test-tts.log"), Cancelled);
}
