using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Engines;

public sealed class FliteEngineTests : IDisposable
{
    private const string Sentence = "The quick brown fox runs over the hill and along the river in the morning.";

    private readonly FliteEngine _engine = new();

    public static TheoryData<string> Voices => ["flite/slt", "flite/rms", "flite/awb", "flite/kal16"];

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void HasFourVoicesAndTheDefaultOneFirst()
    {
        _engine.Voices.Select(v => v.Id).ShouldBe(["flite/slt", "flite/rms", "flite/awb", "flite/kal16"]);
        _engine.Voices[0].ShouldBe(new Voice(FliteEngine.DefaultVoice, "Slt (female, US English)", "en-US", EngineNames.Flite));
    }

    [Theory]
    [MemberData(nameof(Voices))]
    public void SpeaksAt16KHzTheSameEachTime(string voice)
    {
        SpeechAudio first = Speak(voice);
        first.SampleRate.ShouldBe(16_000);
        first.Duration.ShouldBeInRange(TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(7));
        Acoustics.Rms(first).ShouldBeGreaterThan(500);
        _ = _engine.Synthesize(new SpeechRequest("Something else.", "flite/slt", 2, 2));
        Speak(voice).Samples.Span.SequenceEqual(first.Samples.Span).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Voices))]
    public void SpeaksFasterAndSlower(string voice)
    {
        double own = Speak(voice).Duration.TotalSeconds;
        (Speak(voice, rate: 2).Duration.TotalSeconds / own).ShouldBeInRange(0.45, 0.55);
        (Speak(voice, rate: 0.5).Duration.TotalSeconds / own).ShouldBeInRange(1.9, 2.1);
        (Speak(voice, rate: 100).Duration.TotalSeconds / own).ShouldBeInRange(0.45, 0.55);
    }

    [Theory]
    [MemberData(nameof(Voices))]
    public void SpeaksHigherAndLowerAtTheSamePace(string voice)
    {
        SpeechAudio own = Speak(voice);
        SpeechAudio high = Speak(voice, pitch: 1.5);
        SpeechAudio low = Speak(voice, pitch: 0.7);
        (Acoustics.Pitch(high) / Acoustics.Pitch(own)).ShouldBeInRange(1.35, 1.65);
        (Acoustics.Pitch(low) / Acoustics.Pitch(own)).ShouldBeInRange(0.6, 0.8);
        (high.Duration / own.Duration).ShouldBeInRange(0.95, 1.05);
    }

    [Fact]
    public void SpeaksAtHalfTheVolumeAndNotAtAll()
    {
        SpeechAudio own = Speak("flite/slt");
        (Acoustics.Rms(Speak("flite/slt", volume: 0.5)) / Acoustics.Rms(own)).ShouldBe(0.5, 0.01);
        SpeechAudio silent = Speak("flite/slt", volume: 0);
        silent.Samples.Length.ShouldBe(own.Samples.Length);
        Acoustics.Rms(silent).ShouldBe(0);
    }

    [Fact]
    public void SpeaksLettersThatEnglishDoesNotHaveAsTheirPlainOnes()
    {
        Say("café").Samples.Span.SequenceEqual(Say("cafe").Samples.Span).ShouldBeTrue();
        Say("don’t").Samples.Span.SequenceEqual(Say("don't").Samples.Span).ShouldBeTrue();
        Say("3 × 4").Samples.Span.SequenceEqual(Say("3 times 4").Samples.Span).ShouldBeTrue();
        Say("a\0b").Samples.Span.SequenceEqual(Say("a b").Samples.Span).ShouldBeTrue();
        SpeechAudio Say(string text) => _engine.Synthesize(new SpeechRequest(text, "flite/kal16"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("日本語 😀")]
    [InlineData("...")]
    public void MakesNextToNothingOfTextThatIsNotSpoken(string text)
    {
        foreach (string voice in Voices.Select(row => row.Data))
        {
            SpeechAudio audio = _engine.Synthesize(new SpeechRequest(text, voice));
            audio.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(1));
            Acoustics.Rms(audio).ShouldBeLessThan(200);
        }
    }

    [Fact]
    public void RefusesATextThatIsTooLongAndAVoiceItDoesNotHave()
    {
        SpeechException tooLong = Should.Throw<SpeechException>(() => _engine.Synthesize(new SpeechRequest(new string('a', SpeechRequest.MaxText + 1), "flite/slt")));
        tooLong.Code.ShouldBe("too-long");
        tooLong.Message.ShouldContain("5001");
        SpeechException unknown = Should.Throw<SpeechException>(() => _engine.Synthesize(new SpeechRequest("Hello.", "flite/bob")));
        unknown.Code.ShouldBe("bad-request");
        unknown.Message.ShouldBe("There is no voice flite/bob.");
        Should.Throw<SpeechException>(() => _engine.Warm("espeak-ng/de")).Code.ShouldBe("bad-request");
    }

    private SpeechAudio Speak(string voice, double rate = 1, double pitch = 1, double volume = 1) =>
        _engine.Synthesize(new SpeechRequest(Sentence, voice, rate, pitch, volume));
}
