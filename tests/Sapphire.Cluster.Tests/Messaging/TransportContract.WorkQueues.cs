using System.Collections.Concurrent;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

public abstract partial class TransportContract
{
    [Fact]
    public async Task Workers_share_the_jobs_and_take_no_more_than_they_can_do_at_once()
    {
        IClusterTransport web = await World.JoinAsync("web");
        IClusterTransport one = await World.JoinAsync("one");
        IClusterTransport two = await World.JoinAsync("two");
        Recorder atOne = new(hold: true), atTwo = new(hold: true);
        await one.WorkQueues.ConsumeAsync(Speech, 2, atOne.Handle);
        await two.WorkQueues.ConsumeAsync(Speech, 3, atTwo.Handle);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => web.WorkQueues.EnqueueAsync(Speech, Text.Of(i))));
        await Wait.UntilAsync(() => atOne.Count == 2 && atTwo.Count == 3, "both are busy");
        await Wait.AWhileAsync();
        (atOne.Count, atTwo.Count).ShouldBe((2, 3));
        await Wait.UntilAsync(async () => (await web.Queues.InspectAsync([], [Speech]))[0].Waiting == 15, "15 wait");

        atOne.Hold = atTwo.Hold = false;
        foreach (IDelivery job in atOne.Deliveries.Concat(atTwo.Deliveries).ToArray()) await job.AcknowledgeAsync();
        await Wait.UntilAsync(() => atOne.Count + atTwo.Count == 20, "all are done");
        atOne.Texts.Concat(atTwo.Texts).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => i.ToString()).Order());
    }

    [Fact]
    public async Task Operators_see_what_waits_who_consumes_and_what_is_dead()
    {
        IClusterTransport web = await World.JoinAsync("web");
        IClusterTransport one = await World.JoinAsync("one");
        WorkQueue unused = new("unused");
        (await web.Queues.InspectAsync([], [unused, Speech])).ShouldBe([new("unused", 0, 0, 0), new(Speech.Name, 0, 0, 0)]);

        Recorder atOne = new(hold: true);
        await one.WorkQueues.ConsumeAsync(Speech, 1, atOne.Handle);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => web.WorkQueues.EnqueueAsync(Speech, Text.Of(i))));
        await Wait.UntilAsync(async () => (await web.Queues.InspectAsync([], [unused, Speech]))[1] == new QueueState(Speech.Name, 2, 1, 0), "two wait, one consumes");

        await atOne.ReachesAsync(1);
        await atOne.Deliveries[0].RejectAsync("no such engine");
        await Wait.UntilAsync(async () => (await web.Queues.InspectAsync([], [Speech]))[0] is { Waiting: 1, Dead: 1 }, "one is dead, the next is at work");
    }

    [Fact]
    public async Task The_jobs_of_a_killed_worker_go_to_another_and_it_comes_back_by_itself()
    {
        IClusterTransport web = await World.JoinAsync("web");
        IClusterTransport one = await World.JoinAsync("one");
        IClusterTransport two = await World.JoinAsync("two");
        ConcurrentQueue<IJob> atOne = new();
        bool hold = true;
        await one.WorkQueues.ConsumeAsync(Speech, 2, job =>
        {
            atOne.Enqueue(job);
            return Volatile.Read(ref hold) ? ValueTask.CompletedTask : job.AcknowledgeAsync();
        });
        await web.WorkQueues.EnqueueAsync(Speech, Text.Of("hello"));
        await Wait.UntilAsync(() => atOne.Count == 1, "one works on it");
        Recorder atTwo = new();
        IWorkConsumer second = await two.WorkQueues.ConsumeAsync(Speech, 2, atTwo.Handle);

        await World.CutAsync("one");
        await atTwo.ReachesAsync(1);

        atTwo.Deliveries[0].Attempt.ShouldBe(2);
        atOne.TryPeek(out IJob? lost).ShouldBeTrue();
        await Wait.UntilAsync(() => lost.Lost.IsCancellationRequested, "the first worker knows");
        await FailsAsync(lost.AcknowledgeAsync().AsTask(), ClusterError.NotOwner);
        await second.DisposeAsync();
        Volatile.Write(ref hold, false);
        await World.HealAsync("one");
        await web.WorkQueues.EnqueueAsync(Speech, Text.Of("again"));
        await Wait.UntilAsync(() => atOne.Count == 2, "the first worker works again");
    }

    [Fact]
    public async Task A_job_that_is_given_back_too_often_becomes_a_dead_letter_and_blocks_nobody()
    {
        IClusterTransport node = await World.JoinAsync("node");
        ConcurrentQueue<(string Text, int Attempt)> tried = new();
        await node.WorkQueues.ConsumeAsync(Speech, 1, async job =>
        {
            string text = Text.Read(job.Message);
            tried.Enqueue((text, job.Attempt));
            if (text == "fails") throw new InvalidOperationException("out of memory");
            if (text == "returned") await job.ReturnAsync();
            else if (text == "rejected") await job.RejectAsync("not a sound");
            else await job.AcknowledgeAsync();
        });

        foreach (string text in (string[])["returned", "fails", "rejected", "good"]) await node.WorkQueues.EnqueueAsync(Speech, Text.Of(text));
        await Wait.UntilAsync(() => tried.Contains(("good", 1)), "the good one is done");

        await Wait.UntilAsync(() => tried.Count == 8, "all attempts are used up");
        foreach (string text in (string[])["returned", "fails"]) tried.Where(t => t.Text == text).Select(t => t.Attempt).ShouldBe([1, 2, 3]);
        await Wait.UntilAsync(async () => await node.DeadLetters.CountAsync("stt") == 3, "three dead letters");
        DeadLetter[] letters = [.. await node.DeadLetters.PeekAsync("stt", 10)];
        letters.Select(l => Text.Read(l.Message)).ShouldBe(["returned", "fails", "rejected"], ignoreOrder: true);
        letters.ShouldAllBe(l => l.Origin == "stt");
        letters.Single(l => Text.Read(l.Message) == "rejected").Reason.ShouldBe("not a sound");
    }

    [Fact]
    public async Task Operators_look_at_dead_letters_send_them_back_and_purge_them()
    {
        IClusterTransport node = await World.JoinAsync("node");
        (await node.DeadLetters.CountAsync("stt")).ShouldBe(0);
        (await node.DeadLetters.PeekAsync("stt", 5)).ShouldBeEmpty();
        (await node.DeadLetters.RequeueAsync("stt")).ShouldBe(0);
        (await node.DeadLetters.PurgeAsync("stt")).ShouldBe(0);
        bool broken = true;
        ConcurrentQueue<string> done = new();
        await node.WorkQueues.ConsumeAsync(Speech, 4, async job =>
        {
            if (Volatile.Read(ref broken))
            {
                await job.RejectAsync("broken");
                return;
            }

            done.Enqueue($"{Text.Read(job.Message)} {job.Attempt}");
            await job.AcknowledgeAsync();
        });
        WireMessage[] sent = [.. Enumerable.Range(0, 6).Select(Text.Of)];
        foreach (WireMessage message in sent) await node.WorkQueues.EnqueueAsync(Speech, message);
        await Wait.UntilAsync(async () => await node.DeadLetters.CountAsync("stt") == 6, "all are dead");

        (await node.DeadLetters.PeekAsync("stt", 2)).Select(l => Text.Read(l.Message)).ShouldBe(["0", "1"]);
        (await node.DeadLetters.PeekAsync("stt", 9)).Select(l => Text.Read(l.Message)).ShouldBe(["0", "1", "2", "3", "4", "5"]);
        Volatile.Write(ref broken, false);
        (await node.DeadLetters.RequeueAsync("stt", sent[3].MessageId)).ShouldBe(1);
        await Wait.UntilAsync(() => done.Count == 1, "one came back");
        done.ShouldBe(["3 1"]);
        await Wait.UntilAsync(async () => await node.DeadLetters.CountAsync("stt") == 5, "five are left");
        (await node.DeadLetters.PurgeAsync("stt", sent[0].MessageId)).ShouldBe(1);
        await Wait.UntilAsync(async () => await node.DeadLetters.CountAsync("stt") == 4, "four are left");
        (await node.DeadLetters.RequeueAsync("stt")).ShouldBe(4);
        await Wait.UntilAsync(() => done.Count == 5, "the rest came back");
        done.Order().ShouldBe(["1 1", "2 1", "3 1", "4 1", "5 1"]);
        Volatile.Write(ref broken, true);
        await node.WorkQueues.EnqueueAsync(Speech, Text.Of("6"));
        await Wait.UntilAsync(async () => await node.DeadLetters.CountAsync("stt") == 1, "one more");
        (await node.DeadLetters.PurgeAsync("stt")).ShouldBe(1);
        (await node.DeadLetters.CountAsync("stt")).ShouldBe(0);
    }

    [Fact]
    public async Task A_draining_worker_finishes_what_it_has_and_takes_nothing_new()
    {
        IClusterTransport node = await World.JoinAsync("node");
        Recorder got = new(hold: true);
        IWorkConsumer worker = await node.WorkQueues.ConsumeAsync(Speech, 2, got.Handle);
        for (int i = 0; i < 4; i++) await node.WorkQueues.EnqueueAsync(Speech, Text.Of(i));
        await got.ReachesAsync(2);

        Task drained = worker.DrainAsync();
        await got.Deliveries[0].AcknowledgeAsync();
        await Wait.AWhileAsync();
        drained.IsCompleted.ShouldBeFalse();
        await got.Deliveries[1].AcknowledgeAsync();
        await drained.WaitAsync(Wait.Token());

        got.Count.ShouldBe(2);
        Recorder next = new();
        await node.WorkQueues.ConsumeAsync(Speech, 2, next.Handle);
        await next.ReachesAsync(2);
        next.Texts.ShouldBe(["2", "3"]);
        next.Deliveries.ShouldAllBe(d => d.Attempt == 1);
    }
}
