using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Tests.Dispatch;

/// <summary>The lives of a ring.</summary>
public sealed class MessageRingTests
{
    private const int Size = 4;

    [Fact]
    public void A_producer_that_looked_in_an_earlier_life_gets_no_slot()
    {
        var ring = new MessageRing(Size);
        long early = ring.TailWord;
        ring.Freeze();
        ring.IsDrained.ShouldBeTrue();
        ring.Revive();
        ring.TryEnqueue(early, new Envelope("stray", null)).ShouldBe(MessageRing.Outcome.Retry);
        ring.IsReady.ShouldBeFalse();
        ring.TryEnqueue(ring.TailWord, new Envelope("right", null)).ShouldBe(MessageRing.Outcome.Done);
        ring.TryDequeue(out Envelope envelope).ShouldBeTrue();
        envelope.Message.ShouldBe("right");
    }

    [Fact]
    public void A_frozen_ring_takes_nothing_and_gives_what_it_has()
    {
        var ring = new MessageRing(Size);
        long early = ring.TailWord;
        ring.TryEnqueue(early, new Envelope("one", null)).ShouldBe(MessageRing.Outcome.Done);
        ring.TryEnqueue(early, new Envelope("late", null)).ShouldBe(MessageRing.Outcome.Retry);
        ring.Freeze();
        ring.TryEnqueue(ring.TailWord, new Envelope("two", null)).ShouldBe(MessageRing.Outcome.Full);
        ring.IsDrained.ShouldBeFalse();
        ring.Count.ShouldBe(1);
        ring.TryDequeue(out Envelope envelope).ShouldBeTrue();
        envelope.Message.ShouldBe("one");
        ring.IsDrained.ShouldBeTrue();
    }

    [Fact]
    public void It_is_full_at_its_size_in_each_life()
    {
        var ring = new MessageRing(Size);
        for (int life = 0; life < 20; life++)
        {
            for (int i = 0; i < Size; i++) ring.TryEnqueue(ring.TailWord, new Envelope(i, null)).ShouldBe(MessageRing.Outcome.Done);
            ring.TryEnqueue(ring.TailWord, new Envelope(Size, null)).ShouldBe(MessageRing.Outcome.Full);
            for (int i = 0; i < Size; i++)
            {
                ring.TryDequeue(out Envelope envelope).ShouldBeTrue();
                envelope.Message.ShouldBe(i);
                if (i > life % Size) continue;

                // Slots are used again within a life, too.
                ring.TryEnqueue(ring.TailWord, new Envelope(-1, null)).ShouldBe(MessageRing.Outcome.Done);
            }

            while (ring.TryDequeue(out _))
            {
            }

            ring.Freeze();
            ring.IsDrained.ShouldBeTrue();
            ring.Revive();
            ring.IsDrained.ShouldBeFalse();
        }
    }
}
