using Sapphire.Audio.Engines;
using Sapphire.Audio.Native.SpeexDsp;
using Sapphire.Audio.Speech;

namespace Sapphire.EndToEnd.Tests.Voice;

/// <summary>Understands what came out of the page's speaker, with a grammar of what may have been said.</summary>
internal static class Ear
{
    private static readonly string[] Units =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty"];

    // "It is 5:21 AM.", however a voice reads it.
    private const string Clock = """
        #JSGF V1.0;
        grammar clock;
        public <answer> = [it is] <hour> [<minute>] [a m | p m | am];
        <hour> = one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve;
        <minute> = o'clock | (oh | zero) <digit> | <teen> | <tens> [<digit>];
        <digit> = one | two | three | four | five | six | seven | eight | nine;
        <teen> = ten | eleven | twelve | thirteen | fourteen | fifteen | sixteen | seventeen | eighteen | nineteen;
        <tens> = twenty | thirty | forty | fifty;
        """;

    /// <summary>The time that was said, on a clock of twelve hours.</summary>
    public static TimeSpan HearTime(short[] samples, int rate)
    {
        string heard = Hear(samples, rate, Clock);
        string[] words = [.. heard.Split(' ').SkipWhile(word => word is "it" or "is")];
        words.ShouldNotBeEmpty();
        int hour = Array.IndexOf(Units, words[0]);
        int minute = words.Skip(1).Sum(word => Math.Max(0, Math.Max(Array.IndexOf(Units, word), Array.IndexOf(Tens, word) * 10)));
        hour.ShouldBeInRange(1, 12, heard);
        return new(hour % 12, minute, 0);
    }

    /// <summary>What a grammar makes of a sound.</summary>
    public static string Hear(short[] samples, int rate, string grammar)
    {
        samples.Max(sample => Math.Abs((int)sample)).ShouldBeGreaterThan(1_000, "the page played silence");
        SpeechAudio audio = Resampler.Resample(new SpeechAudio(rate, samples), 16_000);
        using PocketSphinxEngine engine = new(new() { Grammar = grammar });
        engine.Begin();
        engine.Write(audio.Samples.Span);
        return engine.Finish().Grammar ?? string.Empty;
    }
}
