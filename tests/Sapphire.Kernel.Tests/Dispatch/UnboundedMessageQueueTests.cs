using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Tests.Dispatch;

/// <summary>The queue alone: its order, its growth, and rings that go from one queue to another under the producers' feet.</summary>
public sealed class UnboundedMessageQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private sealed record Item(int Producer, int Number);

    [Fact]
    public void Messages_come_out_in_their_order_whatever_the_length()
    {
        var queue = new UnboundedMessageQueue();
        int sent = 0, taken = 0;
        foreach (int burst in (int[])[1, 3, 4, 5, 64, 65, 200, 1024, 1025, 5000, 1, 0, 9000, 17])
        {
            for (int i = 0; i < burst; i++) queue.Enqueue(new Envelope(new Item(0, sent++), null), out _).ShouldBeFalse();
            queue.Count.ShouldBe(sent - taken);
            queue.HasMessages.ShouldBe(sent > taken);

            // Something is left each second time, so that rings are frozen with and without a rest.
            int keep = burst % 2;
            while (sent - taken > keep)
            {
                queue.TryDequeue(out Envelope envelope).ShouldBeTrue();
                ((Item)envelope.Message).Number.ShouldBe(taken++);
            }
        }

        while (queue.TryDequeue(out Envelope envelope)) ((Item)envelope.Message).Number.ShouldBe(taken++);
        taken.ShouldBe(sent);
        queue.HasMessages.ShouldBeFalse();
        queue.Count.ShouldBe(0);
    }

    [Fact]
    public void A_message_that_was_taken_is_not_kept_alive()
    {
        var queue = new UnboundedMessageQueue();
        WeakReference[] messages = Fill(queue);
        GC.Collect();
        messages.ShouldAllBe(m => !m.IsAlive);
        GC.KeepAlive(queue);

        static WeakReference[] Fill(UnboundedMessageQueue queue)
        {
            WeakReference[] all = new WeakReference[3000];
            for (int i = 0; i < all.Length; i++)
            {
                object message = new();
                all[i] = new WeakReference(message);
                queue.Enqueue(new Envelope(message, null), out _);
            }

            while (queue.TryDequeue(out _))
            {
            }

            return all;
        }
    }

    [Fact]
    public void A_backlog_that_comes_again_allocates_nothing()
    {
        var queue = new UnboundedMessageQueue();
        object message = new();
        long least = long.MaxValue;

        // The pool belongs to the whole process: another test may take rings now and then, but not each time.
        for (int round = 0; round < 50 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20_000; i++) queue.Enqueue(new Envelope(message, null), out _);
            while (queue.TryDequeue(out _))
            {
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.ShouldBe(0);
    }

    [Fact]
    public void A_producer_that_lags_behind_adds_nothing_to_the_queue_that_has_the_ring_now()
    {
        var envelope = new Envelope(new object(), null);
        for (int attempt = 0; attempt < 100; attempt++)
        {
            var first = new UnboundedMessageQueue();
            while (first.Tail.Size < 1024) first.Enqueue(envelope, out _);
            MessageRing seen = first.Tail;
            while (ReferenceEquals(first.Tail, seen)) first.Enqueue(envelope, out _);
            while (first.TryDequeue(out _))
            {
            }

            var second = new UnboundedMessageQueue();
            for (int i = 0; i < 300_000 && !ReferenceEquals(second.Tail, seen); i++) second.Enqueue(envelope, out _);

            // Another test that runs beside this one may have been quicker.
            if (!ReferenceEquals(second.Tail, seen)) continue;
            int count = second.Count;
            first.TryEnqueue(seen, envelope).ShouldBe(MessageRing.Outcome.Retry);
            second.Count.ShouldBe(count);
            return;
        }

        Assert.Fail("The ring should have been used again.");
    }

    [Fact]
    public void Rings_go_from_queue_to_queue_and_no_message_strays() => Exchange(rounds: 60);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "queues")]
    public void Rings_go_from_queue_to_queue_for_long() => Exchange(rounds: 20_000);

    /// <summary>
    /// Producers send bursts to several queues in turns while the consumers of the queues fall behind and catch up: rings are given back
    /// and taken again all the time. Each message carries its queue, so that one in the wrong queue is seen.
    /// </summary>
    private static void Exchange(int rounds)
    {
        const int Queues = 3, Producers = 3, MostBurst = 3000;
        UnboundedMessageQueue[] queues = [.. Enumerable.Range(0, Queues).Select(_ => new UnboundedMessageQueue())];
        object[] marks = [.. Enumerable.Range(0, Queues).Select(_ => new object())];
        long[] sent = new long[Queues];
        long[] taken = new long[Queues];
        string? wrong = null;
        int running = Producers;
        Thread[] producers = [.. Enumerable.Range(0, Producers).Select(p => new Thread(() =>
        {
            Random random = new(p);
            int[] next = new int[Queues];
            for (int round = 0; round < rounds && wrong is null; round++)
            {
                int q = random.Next(Queues);
                int burst = random.Next(MostBurst);
                for (int i = 0; i < burst; i++) queues[q].Enqueue(new Envelope(new Message(marks[q], p, next[q]++), null), out _);
                Interlocked.Add(ref sent[q], burst);
            }

            Interlocked.Decrement(ref running);
        }))];
        Thread[] consumers = [.. Enumerable.Range(0, Queues).Select(q => new Thread(() =>
        {
            int[] next = new int[Producers];
            while (wrong is null)
            {
                bool last = Volatile.Read(ref running) == 0;
                while (queues[q].TryDequeue(out Envelope envelope))
                {
                    var m = (Message)envelope.Message;
                    if (!ReferenceEquals(m.Mark, marks[q])) wrong = $"a message of another queue in queue {q}";
                    else if (m.Number != next[m.Producer]++) wrong = $"queue {q}, producer {m.Producer}: {m.Number} instead of {next[m.Producer] - 1}";
                    taken[q]++;
                }

                if (last && !queues[q].HasMessages) return;
                Thread.Yield();
            }
        }))];
        foreach (Thread t in (Thread[])[.. producers, .. consumers]) t.Start();
        TimeSpan patience = rounds > 1000 ? TimeSpan.FromMinutes(30) : Patience;
        foreach (Thread t in (Thread[])[.. producers, .. consumers]) t.Join(patience).ShouldBeTrue("The threads should have ended.");
        wrong.ShouldBeNull();
        taken.ShouldBe(sent);
    }

    private sealed record Message(object Mark, int Producer, int Number);
}
