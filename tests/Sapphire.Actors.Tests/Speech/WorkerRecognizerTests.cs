using Sapphire.Audio.Speech;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

public sealed class WorkerRecognizerTests : SpeechTestBase
{
    private static readonly short[] Sound = [.. Enumerable.Range(0, 80_000).Select(i => (short)(i % 20_000))];

    [Fact]
    public async Task An_utterance_is_heard_whole_whatever_the_pieces_with_partial_results()
    {
        SpeechHost host = Start();
        await using IRecognition listening = host.Recognizer.Start();
        int at = 0;
        for (int piece = 1; at < Sound.Length; piece = (piece * 7 % 5000) + 1)
        {
            int count = Math.Min(piece, Sound.Length - at);
            await listening.WriteAsync(Sound.AsMemory(at, count), Cancelled);
            at += count;
        }

        (await listening.Partials.ReadAsync(Cancelled)).ShouldNotBeEmpty();
        Recognized heard = await listening.FinishAsync(Cancelled);
        heard.Text.ShouldBe(FaultyRecognizer.Text(Sound));
        List<string> rest = await listening.Partials.ReadAllAsync(Cancelled).ToListAsync(Cancelled);
        rest.Count.ShouldBeLessThanOrEqualTo(1, "only the newest is kept");
    }

    [Fact]
    public async Task Warming_and_the_first_utterance_share_one_worker()
    {
        SpeechHost host = Start(settings => settings with { Recognizer = settings.Recognizer with { Workers = 2 } });
        Task warm = host.Recognizer.WarmAsync(Cancelled);
        await using IRecognition listening = host.Recognizer.Start();
        await listening.WriteAsync(Sound.AsMemory(0, 16_000), Cancelled);
        (await listening.FinishAsync(Cancelled)).Text.ShouldBe(FaultyRecognizer.Text(Sound.AsSpan(0, 16_000)));
        await warm;
        (await host.PidsAsync(Engines.Recognizer)).Count.ShouldBe(1);

        // Two who speak at once have one each.
        await using IRecognition one = host.Recognizer.Start();
        await using IRecognition two = host.Recognizer.Start();
        await UntilAsync(async () => (await host.PidsAsync(Engines.Recognizer)).Count == 2, "a second worker");
    }

    [Fact]
    public async Task Killed_in_the_middle_of_an_utterance_it_is_heard_all_the_same()
    {
        SpeechHost host = Start();
        await using IRecognition listening = host.Recognizer.Start();
        int kills = 0;
        for (int i = 0; i < 5; i++)
        {
            await listening.WriteAsync(Sound.AsMemory(i * 16_000, 16_000), Cancelled);
            await listening.Partials.ReadAsync(Cancelled);
            if (i is not (1 or 3)) continue;
            Kill(await PidAsync(host, Engines.Recognizer));
            kills++;

            // A partial of the first worker may come after its end: the second kill must not meet it again.
            await UntilAsync(async () => (await host.StatusAsync(Engines.Recognizer)).Deaths == kills, "the death is seen");
        }

        (await listening.FinishAsync(Cancelled)).Text.ShouldBe(FaultyRecognizer.Text(Sound));
        (await host.StatusAsync(Engines.Recognizer)).Deaths.ShouldBe(2);
    }

    [Fact]
    public async Task Killed_after_the_end_of_the_sound_it_is_heard_all_the_same()
    {
        SpeechHost host = Start();
        short[] slow = [.. Enumerable.Repeat(FaultyRecognizer.Slow, 20)];
        await using IRecognition listening = host.Recognizer.Start();
        await listening.WriteAsync(Sound.AsMemory(0, 3200), Cancelled);
        await listening.WriteAsync(slow, Cancelled);
        Task<Recognized> heard = listening.FinishAsync(Cancelled);
        Kill(await PidAsync(host, Engines.Recognizer));
        (await heard).Text.ShouldBe(FaultyRecognizer.Text([.. Sound[..3200], .. slow]));
        (await host.StatusAsync(Engines.Recognizer)).Deaths.ShouldBe(1);
    }

    [Fact]
    public async Task An_utterance_that_kills_three_workers_fails_and_its_neighbour_does_not()
    {
        SpeechHost host = Start(settings => settings with { Recognizer = settings.Recognizer with { Workers = 2 } });
        await using IRecognition poison = host.Recognizer.Start();
        await using IRecognition neighbour = host.Recognizer.Start();
        await poison.WriteAsync(new[] { FaultyRecognizer.Crash }, Cancelled);
        await neighbour.WriteAsync(Sound, Cancelled);
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => poison.FinishAsync(Cancelled));
        e.Code.ShouldBe("crashed");
        e.Message.ShouldContain("broke down over this 3 times. The worker process was ended by SIGSEGV");
        (await Should.ThrowAsync<SpeechException>(async () => await poison.WriteAsync(Sound, Cancelled))).Code.ShouldBe("crashed");
        (await neighbour.FinishAsync(Cancelled)).Text.ShouldBe(FaultyRecognizer.Text(Sound));
    }

    [Fact]
    public async Task A_recogniser_that_hangs_is_killed_and_silence_is_no_hang()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(400);
        SpeechHost host = Start(settings => settings with
        {
            Recognizer = settings.Recognizer with { Workers = 2, Limits = settings.Recognizer.Limits with { Recognition = limit } },
        });
        await using IRecognition silent = host.Recognizer.Start();
        await silent.WriteAsync(Sound.AsMemory(0, 1600), Cancelled);
        await silent.Partials.ReadAsync(Cancelled);
        await using IRecognition hanging = host.Recognizer.Start();
        await hanging.WriteAsync(new[] { FaultyRecognizer.Hang }, Cancelled);
        SpeechException e = await Should.ThrowAsync<SpeechException>(() => hanging.FinishAsync(Cancelled));
        (e.Code, e.Message).ShouldBe(("timeout", "test-stt did not answer in time, twice."));

        // Twice the limit has gone by without a word of the first speaker.
        await silent.WriteAsync(Sound.AsMemory(1600), Cancelled);
        (await silent.FinishAsync(Cancelled)).Text.ShouldBe(FaultyRecognizer.Text(Sound));
        (await host.StatusAsync(Engines.Recognizer)).Deaths.ShouldBe(2);
    }

    [Fact]
    public async Task Who_writes_waits_while_the_engine_is_behind_and_nothing_is_lost()
    {
        SpeechHost host = Start();
        await host.Recognizer.WarmAsync(Cancelled);
        await using IRecognition listening = host.Recognizer.Start();
        short[] slow = [FaultyRecognizer.Slow, FaultyRecognizer.Slow, FaultyRecognizer.Slow, FaultyRecognizer.Slow];
        await listening.WriteAsync(slow, Cancelled);
        short[] tenSeconds = [.. Enumerable.Range(0, 160_000).Select(i => (short)(i % 999))];
        await listening.WriteAsync(tenSeconds, Cancelled);
        ValueTask more = listening.WriteAsync(Sound, Cancelled);
        more.IsCompleted.ShouldBeFalse("the engine is more than ten seconds behind");
        await more;
        (await listening.FinishAsync(Cancelled)).Text.ShouldBe(FaultyRecognizer.Text([.. slow, .. tenSeconds, .. Sound]));
    }

    [Fact]
    public async Task An_utterance_has_a_longest_length()
    {
        SpeechHost host = Start(settings => settings with
        {
            Recognizer = settings.Recognizer with { Limits = settings.Recognizer.Limits with { LongestUtterance = TimeSpan.FromSeconds(2) } },
        });
        await using IRecognition listening = host.Recognizer.Start();
        await listening.WriteAsync(new short[32_000], Cancelled);
        SpeechException e = await Should.ThrowAsync<SpeechException>(async () => await listening.WriteAsync(new short[1], Cancelled));
        (e.Code, e.Message).ShouldBe(("too-long", "This is longer than 2 seconds."));
        (await listening.FinishAsync(Cancelled)).Text.ShouldBe(FaultyRecognizer.Text(new short[32_000]));
    }

    [Fact]
    public async Task One_that_is_given_up_leaves_the_worker_to_the_next()
    {
        SpeechHost host = Start();
        IRecognition given = host.Recognizer.Start();
        await given.WriteAsync(Sound, Cancelled);
        await given.Partials.ReadAsync(Cancelled);
        int pid = await PidAsync(host, Engines.Recognizer);
        await using IRecognition next = host.Recognizer.Start();
        await next.WriteAsync(Sound.AsMemory(0, 5000), Cancelled);
        await given.DisposeAsync();
        (await next.FinishAsync(Cancelled)).Text.ShouldBe(FaultyRecognizer.Text(Sound.AsSpan(0, 5000)));
        (await PidAsync(host, Engines.Recognizer)).ShouldBe(pid, "a worker that gives up in time is not killed");
        await Should.ThrowAsync<OperationCanceledException>(() => given.FinishAsync(Cancelled));
    }
}
