using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Audio.Listening;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>What is taken for a person's speech.</summary>
public sealed class EarTests
{
    private static readonly EndpointerSettings Settings = EndpointerSettings.Default;

    [Fact]
    public void An_utterance_begins_half_a_second_before_it_is_noticed_and_ends_in_silence()
    {
        HandsFreeEar ear = new(Settings);
        short[] sound = Sound.Join(Sound.Quiet(2), Sound.Speech(1), Sound.Quiet(1.5));
        List<short> heard = [];
        int began = -1, ended = -1;
        for (int at = 0; at < sound.Length; at += Sound.Block)
        {
            ReadOnlySpan<short> block = sound.AsSpan(at, Sound.Block);
            switch (ear.Push(block, roomSpeaks: false))
            {
                case HandsFreeEar.Change.Began:
                    began = at;
                    heard.AddRange(ear.Beginning);
                    break;
                case HandsFreeEar.Change.Ended:
                    ended = at;
                    heard.AddRange(block);
                    break;
                default:
                    if (ear.InUtterance)
                    {
                        heard.AddRange(block);
                    }

                    break;
            }
        }

        began.ShouldBeInRange(32_000, 32_000 + 8_000);
        ended.ShouldBeInRange(48_000 + 8_000, 48_000 + 16_000);

        // From half a second before the speech to the end, without a gap.
        int from = ended + Sound.Block - heard.Count;
        from.ShouldBeInRange(22_400, 32_000);
        heard.ShouldBe(sound[from..(ended + Sound.Block)]);
    }

    [Fact]
    public void The_echo_of_the_room_and_a_click_are_no_barge_in()
    {
        HandsFreeEar ear = new(Settings);
        short[] echo = Sound.Join(Sound.Speech(1, -45), Sound.Noise(0.04, -10), Sound.Speech(1, -45), Sound.Noise(0.04, -10), Sound.Speech(2, -45));
        Push(ear, Sound.Quiet(1), roomSpeaks: false).ShouldBeEmpty();
        Push(ear, echo, roomSpeaks: true).ShouldBeEmpty();
        Push(ear, Sound.Quiet(2), roomSpeaks: false).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-45)]
    [InlineData(-70)]
    public void A_person_over_the_room_is_heard_within_half_a_second_from_the_first_word(double echo)
    {
        HandsFreeEar ear = new(Settings);
        Push(ear, Sound.Join(Sound.Quiet(1)), roomSpeaks: false);
        Push(ear, Sound.Speech(1, echo), roomSpeaks: true).ShouldBeEmpty();
        short[] person = Sound.Speech(2, -20, seed: 9);
        List<(HandsFreeEar.Change Change, int At)> changes = Push(ear, person, roomSpeaks: true);
        (HandsFreeEar.Change change, int at) = changes.ShouldHaveSingleItem();
        change.ShouldBe(HandsFreeEar.Change.Began);
        at.ShouldBeInRange(4_000 - Sound.Block, 8_000);
        int first = ear.Beginning.AsSpan().IndexOf(person.AsSpan(0, at));
        first.ShouldBeGreaterThanOrEqualTo(0, "the first word is in it");
        Push(ear, Sound.Quiet(1.5), roomSpeaks: false).ShouldHaveSingleItem().Change.ShouldBe(HandsFreeEar.Change.Ended);
    }

    [Fact]
    public void Who_begins_in_the_last_moment_of_the_rooms_speech_is_heard_after_it()
    {
        HandsFreeEar ear = new(Settings);
        Push(ear, Sound.Quiet(1), roomSpeaks: false);
        Push(ear, Sound.Speech(1, -45), roomSpeaks: true);
        Push(ear, Sound.Speech(0.16, -20), roomSpeaks: true).ShouldBeEmpty();
        Push(ear, Sound.Join(Sound.Speech(1, -20), Sound.Quiet(1.5)), roomSpeaks: false).Select(one => one.Change).ShouldBe([HandsFreeEar.Change.Began, HandsFreeEar.Change.Ended]);
    }

    [Fact]
    public void Thirty_seconds_are_cut_and_nothing_is_heard_twice()
    {
        HandsFreeEar ear = new(Settings);
        List<(HandsFreeEar.Change Change, int At)> changes = Push(ear, Sound.Join(Sound.Quiet(1), Sound.Speech(33), Sound.Quiet(2)), roomSpeaks: false);
        changes.Select(one => one.Change).ShouldBe([HandsFreeEar.Change.Began, HandsFreeEar.Change.Ended, HandsFreeEar.Change.Began, HandsFreeEar.Change.Ended]);
        (changes[1].At - changes[0].At).ShouldBeInRange(28 * 16_000, 31 * 16_000);
        ear.Beginning.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.14, false)]
    [InlineData(0.4, true)]
    [InlineData(3.0, true)]
    public void A_press_without_speech_is_no_utterance(double seconds, bool speech)
    {
        PressedEar ear = new();
        short[] sound = Sound.Join(Sound.Quiet(0.3), Sound.Speech(seconds), Sound.Quiet(0.3));
        for (int at = 0; at < sound.Length; at += Sound.Block)
        {
            ear.Push(sound.AsSpan(at, Sound.Block));
        }

        ear.HasSpeech().ShouldBe(speech);
        ear.IsTooLong.ShouldBeFalse();
    }

    [Fact]
    public void A_press_that_is_all_speech_is_an_utterance_and_noise_is_none()
    {
        PressedEar speech = new();
        PressedEar noise = new();
        PressedEar nothing = new();
        short[] loud = Sound.Speech(1, -25);
        short[] hum = Sound.Noise(1, -52);
        for (int at = 0; at < loud.Length; at += Sound.Block)
        {
            speech.Push(loud.AsSpan(at, Sound.Block));
            noise.Push(hum.AsSpan(at, Sound.Block));
            nothing.Push(new short[Sound.Block]);
        }

        speech.HasSpeech().ShouldBeTrue();
        noise.HasSpeech().ShouldBeFalse();
        nothing.HasSpeech().ShouldBeFalse();
    }

    [Fact]
    public void Frames_are_taken_once_and_gaps_are_counted() => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        FrameOrder order = new();
        SortedSet<long> taken = [];
        long highest = -1;
        for (int i = 0; i < 100; i++)
        {
            long number = Math.Max(0, highest + random.Next(-5, 6));
            if (order.Accept(number))
            {
                number.ShouldBeGreaterThan(highest);
                taken.Add(number).ShouldBeTrue();
                highest = number;
            }

            order.Next.ShouldBe(highest + 1);
            order.Lost.ShouldBe(order.Next - taken.Count);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_ring_holds_the_newest_second() => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        RecentSound ring = new();
        List<short> all = [];
        for (int i = random.Next(1, 120); i > 0; i--)
        {
            short[] block = [.. Enumerable.Range(0, random.Next(1, 700)).Select(n => (short)(all.Count + n))];
            ring.Add(block);
            all.AddRange(block);
        }

        int asked = random.Next(1, 20_000);
        ring.Newest(asked).ShouldBe(all.TakeLast(Math.Min(asked, 16_000)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Listening_to_a_quiet_room_allocates_nothing()
    {
        HandsFreeEar ear = new(Settings);
        short[] sound = Sound.Quiet(1);
        MicrophoneInput input = new();
        int taken = 0;
        Listen(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Listen(200);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
        taken.ShouldBe(201 * 50);

        void Listen(int times)
        {
            SoundFrame frame = new(0, [], Last: false);
            for (int i = 0; i < times; i++)
            {
                for (int at = 0; at < sound.Length; at += Sound.Block)
                {
                    input.Write(frame);
                    taken += input.TryTake(out _) ? 1 : 0;
                    ear.Push(sound.AsSpan(at, Sound.Block), roomSpeaks: i % 2 == 0);
                }
            }
        }
    }

    [Fact]
    public void An_upload_that_is_not_read_keeps_the_newest_half_minute()
    {
        MicrophoneInput input = new();
        for (int i = 0; i < 2000; i++)
        {
            input.Write(new(i, [], Last: false));
        }

        FrameOrder order = new();
        while (input.TryTake(out SoundFrame frame))
        {
            order.Accept(frame.Number).ShouldBeTrue();
        }

        (order.Next, order.Lost).ShouldBe((2000, 500));
    }

    private static List<(HandsFreeEar.Change Change, int At)> Push(HandsFreeEar ear, short[] sound, bool roomSpeaks)
    {
        List<(HandsFreeEar.Change, int)> changes = [];
        for (int at = 0; at + Sound.Block <= sound.Length; at += Sound.Block)
        {
            HandsFreeEar.Change change = ear.Push(sound.AsSpan(at, Sound.Block), roomSpeaks);
            if (change != HandsFreeEar.Change.None)
            {
                changes.Add((change, at + Sound.Block));
            }
        }

        return changes;
    }
}
