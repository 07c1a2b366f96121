using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Engines;

public sealed class EspeakNgEngineTests : IDisposable
{
    private const string English = "espeak-ng/en-us";
    private const string Sentence = "The quick brown fox runs over the hill and along the river in the morning.";

    private readonly EspeakNgEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void HasManyLanguagesWithReadableNames()
    {
        _engine.Voices.Count.ShouldBeGreaterThan(100);
        _engine.Voices.Select(v => v.Id).ShouldBeUnique();
        _engine.Voices.ShouldContain(new Voice(English, "English (America)", "en-US", EngineNames.EspeakNg));
        _engine.Voices.ShouldContain(new Voice("espeak-ng/de", "German", "de", EngineNames.EspeakNg));
        _engine.Voices.ShouldContain(new Voice("espeak-ng/en-gb-x-rp", "English (Received Pronunciation)", "en-GB-x-rp", EngineNames.EspeakNg));
        _engine.Voices.ShouldContain(new Voice("espeak-ng/cmn-latn-pinyin", "Chinese (Mandarin, latin as Pinyin)", "cmn-Latn-pinyin", EngineNames.EspeakNg));
        _engine.Voices.ShouldAllBe(v => v.Name.Length > 0 && !v.Name.Contains('_') && v.Language.Length > 0);
    }

    [Fact]
    public void EachVoiceSpeaks()
    {
        foreach (Voice voice in _engine.Voices)
        {
            SpeechAudio audio = _engine.Synthesize(new SpeechRequest("abc 1 2 3", voice.Id));
            audio.SampleRate.ShouldBe(22_050);
            audio.Duration.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.3), voice.Id);
            Acoustics.Rms(audio).ShouldBeGreaterThan(300, voice.Id);
        }
    }

    [Fact]
    public void SpeaksFasterAndSlower()
    {
        double own = Speak().Duration.TotalSeconds;
        (Speak(rate: 2).Duration.TotalSeconds / own).ShouldBeInRange(0.42, 0.58);
        (Speak(rate: 0.5).Duration.TotalSeconds / own).ShouldBeInRange(1.7, 2.3);
        (Speak(rate: 1000).Duration / Speak(rate: 2).Duration).ShouldBe(1, 0.01);
    }

    [Fact]
    public void SpeaksHigherAndLowerAtTheSamePace()
    {
        SpeechAudio own = Speak();
        SpeechAudio high = Speak(pitch: 1.5);
        SpeechAudio low = Speak(pitch: 0.7);
        (Acoustics.Pitch(high) / Acoustics.Pitch(own)).ShouldBeInRange(1.3, 1.7);
        (Acoustics.Pitch(low) / Acoustics.Pitch(own)).ShouldBeInRange(0.6, 0.85);
        (high.Duration / own.Duration).ShouldBeInRange(0.97, 1.03);
    }

    [Fact]
    public void SpeaksAtHalfTheVolume() => (Acoustics.Rms(Speak(volume: 0.5)) / Acoustics.Rms(Speak())).ShouldBe(0.5, 0.02);

    [Fact]
    public void OneRequestLeavesNothingToTheNext()
    {
        int length = Speak().Samples.Length;
        _ = _engine.Synthesize(new SpeechRequest("Guten Tag, wie geht es?", "espeak-ng/de", 2, 2, 0.1));
        _ = _engine.Synthesize(new SpeechRequest("<voice xml:lang=\"fr\"> a & b <break/>", English));
        ((double)Speak().Samples.Length).ShouldBe(length, 1000);
    }

    [Fact]
    public void SpeaksAgainAfterAnError()
    {
        int length = Speak().Samples.Length;
        Should.Throw<SpeechException>(() => _engine.Synthesize(new SpeechRequest("Hello.", "espeak-ng/none"))).Code.ShouldBe("bad-request");
        Should.Throw<SpeechException>(() => _engine.Synthesize(new SpeechRequest("Hello.", "flite/slt"))).Message.ShouldBe("There is no voice flite/slt.");
        Should.Throw<SpeechException>(() => _engine.Synthesize(new SpeechRequest(new string('a', 5001), English))).Code.ShouldBe("too-long");
        ((double)Speak().Samples.Length).ShouldBe(length, 1000);
        using EspeakNgEngine second = new();
        ((double)second.Synthesize(new SpeechRequest(Sentence, English)).Samples.Length).ShouldBe(length, 1000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("\0")]
    [InlineData("\uD83D")]
    [InlineData("日本語 😀 <>&")]
    public void AnyTextIsSpokenWithoutAnError(string text) =>
        _engine.Synthesize(new SpeechRequest(text, English)).Duration.ShouldBeLessThan(TimeSpan.FromSeconds(20));

    [Fact]
    public void SpeaksTheLongestTextInLittleTime()
    {
        string text = string.Concat(Enumerable.Repeat("word ", SpeechRequest.MaxText / 5));
        _engine.Synthesize(new SpeechRequest(text, English)).Duration.ShouldBeGreaterThan(TimeSpan.FromMinutes(3));
    }

    private SpeechAudio Speak(double rate = 1, double pitch = 1, double volume = 1) => _engine.Synthesize(new SpeechRequest(Sentence, English, rate, pitch, volume));
}
