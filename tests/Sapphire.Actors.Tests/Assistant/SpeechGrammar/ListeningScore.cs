using System.Globalization;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Assistant.SpeechGrammar;

/// <summary>Counts what becomes of spoken sentences, end to end: the recogniser, then what the built-in assistant would do.</summary>
internal sealed class ListeningScore(PocketSphinxEngine engine, ITestOutputHelper output)
{
    private readonly List<double> _after = [];
    private TimeSpan _audio;
    private TimeSpan _work;

    /// <summary>Commands that led to the same calls, or the same kind of reply, as when they are typed.</summary>
    public int Right { get; private set; }

    /// <summary>Commands that were spoken.</summary>
    public int Commands { get; private set; }

    /// <summary>Other sentences that were taken for a command.</summary>
    public int False { get; private set; }

    /// <summary>Other sentences that were spoken.</summary>
    public int Others { get; private set; }

    /// <summary>Speaks a command.</summary>
    public void Command(string text, string voice)
    {
        Recognized heard = Hear(Microphone.Say(text, voice));
        string expected = SpokenSentences.Outcome(text);
        expected.ShouldNotBe("decline", text);
        string actual = SpokenSentences.Outcome(heard.Text);
        Commands++;
        Right += actual == expected ? 1 : 0;
        if (actual != expected)
        {
            output.WriteLine($"wrong ({voice}) \"{text}\": {heard.By} \"{heard.Text}\"; grammar \"{heard.Grammar}\", open \"{heard.Open}\"");
        }
    }

    /// <summary>Speaks, or plays, something that is no command.</summary>
    public void Other(string text, string voice, short[] samples)
    {
        Recognized heard = Hear(samples);
        Others++;
        bool taken = heard.Text.Length > 0 && SpokenSentences.Outcome(heard.Text) != "decline";
        False += taken ? 1 : 0;
        if (taken)
        {
            output.WriteLine($"taken for a command ({voice}) \"{text}\": {heard.By} \"{heard.Text}\"; open \"{heard.Open}\"");
        }
    }

    /// <summary>One line of the table.</summary>
    public string Line(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-8} commands right {Right}/{Commands} ({100.0 * Right / Math.Max(1, Commands):0.0} %), others taken {False}/{Others} ({100.0 * False / Math.Max(1, Others):0.0} %), real-time factor {_work / _audio:0.00}, ms after the end: median {_after.Order().ElementAt(_after.Count / 2):0}, most {_after.Max():0}");

    private Recognized Hear(short[] samples)
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        Recognized heard = Microphone.Hear(engine, samples);
        _work += System.Diagnostics.Stopwatch.GetElapsedTime(started);
        _audio += heard.Audio;
        _after.Add(heard.EngineTime.TotalMilliseconds);
        return heard;
    }
}
