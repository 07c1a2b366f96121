using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.ClusterSpeech;

namespace Sapphire.Actors.Tests.ClusterSpeech;

/// <summary>Sound over a way that loses, repeats and turns around what it carries.</summary>
public sealed class SoundTransferTests
{
    [Fact]
    public void Sound_comes_whole_in_order_and_once_whatever_the_way_does() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => Transfer(new Random(seed))).QuickCheckThrowOnFailure();

    [Fact]
    public void No_more_than_the_window_is_under_way()
    {
        SoundSender sender = new(100);
        sender.Sent(60, isLast: false);
        sender.Room.ShouldBe(40);
        sender.Sent(40, isLast: false);
        sender.Room.ShouldBe(0);
        sender.Take(new SoundTaken(100, 30, false, false));
        sender.Room.ShouldBe(30);

        // What cannot be changes nothing.
        sender.Take(new SoundTaken(101, 101, false, false));
        sender.Room.ShouldBe(30);
    }

    [Fact]
    public void After_a_gap_it_goes_on_at_the_first_missing_sample()
    {
        SoundReceiver receiver = new();
        SoundSender sender = new(1000);
        sender.Sent(300, isLast: true);
        receiver.Take(Piece(0, 100), out bool gap).Length.ShouldBe(100);
        gap.ShouldBeFalse();
        receiver.Take(Piece(200, 100), out gap).IsEmpty.ShouldBeTrue();
        gap.ShouldBeTrue();
        receiver.Take(Piece(250, 50), out gap);
        gap.ShouldBeFalse("it has been told");
        sender.IsDone.ShouldBeTrue();
        sender.Take(new SoundTaken(100, 100, false, Gap: true));
        (sender.Next, sender.IsDone).ShouldBe((100, false));

        // A piece that is known in part gives the other part.
        receiver.Take(Piece(50, 150), out gap).Length.ShouldBe(100);
        receiver.Received.ShouldBe(200);
    }

    private static SoundChunk Piece(int from, int count) => new(from, false, 16_000, TimeSpan.Zero, new short[count]);

    private static bool Transfer(Random random)
    {
        short[] sound = [.. Enumerable.Range(0, random.Next(0, 2_000)).Select(static i => (short)i)];
        SoundSender sender = new(random.Next(1, 500));
        SoundReceiver receiver = new();
        List<short> heard = [];
        List<SoundChunk> there = [];
        List<SoundTaken> back = [];
        int loss = random.Next(0, 60);
        int spoken = 0;
        for (int step = 0; step < 60_000 && !receiver.IsWhole; step++)
        {
            // For a while anything happens; then all that is sent arrives.
            bool calm = step > 2_000;
            spoken = Math.Min(sound.Length, spoken + random.Next(0, 50));
            while (!sender.IsDone && sender.Room > 0)
            {
                int from = (int)sender.Next;
                int count = Math.Min(Math.Min(random.Next(1, 120), sender.Room), spoken - from);
                bool last = spoken == sound.Length && from + count == spoken;
                if (count <= 0 && !last) break;
                Put(there, new SoundChunk(from, last, 16_000, TimeSpan.Zero, sound.AsMemory(from, Math.Max(0, count))), calm);
                sender.Sent(Math.Max(0, count), last);
            }

            if (Get(there, calm) is { } chunk)
            {
                ReadOnlyMemory<short> more = receiver.Take(chunk, out bool gap);
                heard.AddRange(more.Span);
                if (gap || !more.IsEmpty) Put(back, new SoundTaken(receiver.Received, Math.Max(0, receiver.Received - (calm ? 0 : random.Next(0, 3))), receiver.IsWhole, gap), calm);
            }

            if (Get(back, calm) is { } taken) sender.Take(taken);
            if (random.Next(20) == 0)
            {
                sender.Beat();
                receiver.Beat();
                Put(back, new SoundTaken(receiver.Received, receiver.Received, receiver.IsWhole, false), calm);
            }

            if (!heard.SequenceEqual(sound.Take(heard.Count))) return false;
        }

        return receiver.IsWhole && heard.SequenceEqual(sound);

        void Put<T>(List<T> way, T message, bool calm)
        {
            if (!calm && random.Next(100) < loss) return;
            way.Add(message);
            if (!calm && random.Next(100) < 10) way.Add(message);
        }

        T? Get<T>(List<T> way, bool calm)
            where T : class
        {
            if (way.Count == 0) return null;
            int at = calm || random.Next(4) > 0 ? 0 : random.Next(way.Count);
            T message = way[at];
            way.RemoveAt(at);
            return message;
        }
    }
}
