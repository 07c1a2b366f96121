using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Rooms.Speaking;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>The order of sound, what is kept, and what was heard.</summary>
public sealed class SpeechTrackTests
{
    [Fact]
    public void Sentences_are_sent_whole_and_in_order_whichever_is_ready_first() => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        int[] lengths = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(4) == 0 ? 0 : random.Next(1, 9000))];
        SpeechTrack track = new();
        List<SpeechSentence> working = [];
        List<short> sent = [];
        int added = 0;
        while (!(added == lengths.Length && working.Count == 0 && track.AllSent))
        {
            switch (random.Next(3))
            {
                case 0 when added < lengths.Length:
                    track.Add(new(added, added + 1, $"{added++}"));
                    break;
                case 1 when track.NextToSynthesize() is { } next:
                    working.Add(next);
                    working.Count.ShouldBeLessThanOrEqualTo(3);
                    break;
                default:
                    if (working.Count > 0)
                    {
                        SpeechSentence done = working[random.Next(working.Count)];
                        working.Remove(done);
                        int index = done.Text.Start;
                        track.Synthesized(done.Id, [.. Enumerable.Repeat((short)(index + 1), lengths[index])]);
                    }

                    while (track.TryTake(out SpeechSentence? began, out long sample, out ReadOnlySpan<short> samples))
                    {
                        sample.ShouldBe(sent.Count);
                        (began is not null).ShouldBe(sent.Count == 0 || sent[^1] != samples[0]);
                        sent.AddRange(samples);
                    }

                    track.Report(random.Next(sent.Count + 1));
                    break;
            }
        }

        sent.ShouldBe(lengths.SelectMany((length, index) => Enumerable.Repeat((short)(index + 1), length)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void After_a_rewind_every_sample_that_was_not_played_comes_again() => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        (int sentences, int length) = (random.Next(1, 6), random.Next(1, 5000));
        SpeechTrack track = Ready(sentences, length);
        List<short> heard = [];
        do
        {
            List<short> ahead = [];
            for (int i = random.Next(1, 20); i > 0 && track.TryTake(out _, out long sample, out ReadOnlySpan<short> samples); i--)
            {
                sample.ShouldBe(heard.Count + ahead.Count);
                ahead.AddRange(samples);
            }

            int played = track.AllSent ? ahead.Count : random.Next(ahead.Count + 1);
            heard.AddRange(ahead[..played]);
            track.Report(heard.Count);
            if (played < ahead.Count)
            {
                track.Rewind();
            }

            track.Sent.ShouldBe(heard.Count);
        }
        while (!track.AllSent);

        heard.ShouldBe(Enumerable.Range(1, sentences).SelectMany(number => Enumerable.Repeat((short)number, length)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "")]
    [InlineData(200, "")]
    [InlineData(500, "One")]
    [InlineData(4000, "One two three four.")]
    [InlineData(6100, "One two three four. Five six")]
    [InlineData(8000, "One two three four. Five six seven eight.")]
    [InlineData(99_000, "One two three four. Five six seven eight.")]
    public void What_was_heard_ends_with_a_word(int played, string heard)
    {
        const string Text = "One two three four. Five six seven eight.";
        SpeechTrack track = new();
        track.Add(new(0, 19, "One two three four."));
        track.Add(new(20, 41, "Five six seven eight."));
        while (track.NextToSynthesize() is { } next)
        {
            track.Synthesized(next.Id, new short[4000]);
        }

        while (track.TryTake(out _, out _, out _))
        {
            // Sent.
        }

        track.Report(played);
        Text[..track.HeardLength(Text)].ShouldBe(heard);
    }

    [Fact]
    public void A_sentence_in_between_comes_after_the_one_that_is_being_sent_and_is_no_part_of_the_text()
    {
        SpeechTrack track = Ready(2, 4000);
        track.TryTake(out _, out _, out _).ShouldBeTrue();
        track.Interject("Your timer is done.");
        SpeechSentence ring = track.NextToSynthesize().ShouldNotBeNull();
        ring.Text.Text.ShouldBe("Your timer is done.");
        track.Synthesized(ring.Id, new short[1000]);
        List<string> order = [];
        while (track.TryTake(out SpeechSentence? began, out _, out _))
        {
            if (began is not null)
            {
                order.Add(began.Text.Text);
            }
        }

        order.ShouldBe(["Your timer is done.", "2"]);
        track.Report(4500);
        track.HeardLength("1 2").ShouldBe(1);
    }

    [Fact]
    public void A_novel_is_not_synthesised_all_at_once()
    {
        SpeechTrack track = new();
        for (int i = 0; i < 100; i++)
        {
            track.Add(new(i, i + 1, $"{i}"));
        }

        int ready = 0;
        while (track.NextToSynthesize() is { } next)
        {
            track.Synthesized(next.Id, new short[SpeechTrack.SampleRate * 4]);
            ready++;
        }

        ready.ShouldBeInRange(5, 8);
        for (int i = 0; i < 500 && track.TryTake(out _, out _, out _); i++)
        {
            // 20 s are sent.
        }

        track.NextToSynthesize().ShouldNotBeNull();
    }

    private static SpeechTrack Ready(int sentences, int length)
    {
        SpeechTrack track = new();
        for (int i = 0; i < sentences; i++)
        {
            track.Add(new(i * 2, i * 2 + 1, $"{i + 1}"));
        }

        while (track.NextToSynthesize() is { } next)
        {
            track.Synthesized(next.Id, [.. Enumerable.Repeat((short)next.Id, length)]);
        }

        return track;
    }
}
