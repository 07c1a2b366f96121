using Sapphire.Audio.Files;
using Sapphire.Audio.Native.SoundFile;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Tests.Engines;

namespace Sapphire.Audio.Tests.Files;

public sealed class AudioFileReaderTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("audio/speech/jfk.flac", 1)]
    [InlineData("audio/speech/jfk.mp3", 400)]
    public void OtherFormatsGiveTheSoundOfTheWav(string file, double noise)
    {
        SpeechAudio wav = Read("audio/speech/jfk.wav");
        wav.SampleRate.ShouldBe(16_000);
        wav.Samples.Length.ShouldBe(176_000);
        SpeechAudio other = Read(file);
        other.Samples.Length.ShouldBe(176_000);
        Difference(wav, other).ShouldBeLessThanOrEqualTo(noise);
    }

    [Theory]
    [InlineData(0x200060, 500)] // OGG Vorbis
    [InlineData(0x200064, 500)] // OGG Opus
    [InlineData(0x020002, 0)] // AIFF
    [InlineData(0x010004, 0)] // WAV of 32 bits
    [InlineData(0x010010, 120)] // WAV in µ-law
    [InlineData(0x180070, 0)] // CAF ALAC
    public void WhatLibsndfileWritesIsRead(int format, double noise)
    {
        SpeechAudio wav = Read("audio/speech/jfk.wav");
        SpeechAudio other = AudioFileReader.Read(Encode("sound", wav, format), Longest);
        other.Samples.Length.ShouldBe(176_000);
        Difference(wav, other).ShouldBeLessThanOrEqualTo(noise);
    }

    [Theory]
    [InlineData("audio/speech/whispernet/multichannel.wav", 9.46)]
    [InlineData("audio/speech/whispernet/junkchunk16khz.wav", 8.2)]
    [InlineData("audio/speech/whispernet/kennedy44100.wav", 20.99)]
    public void OddFilesAreRead(string file, double seconds)
    {
        SpeechAudio audio = Read(file);
        audio.Duration.TotalSeconds.ShouldBe(seconds, 0.1);
        Acoustics.Rms(audio).ShouldBeGreaterThan(300);
    }

    [Fact]
    public void EightBitsWithALengthThatIsWrongAreReadAsFarAsTheyGo()
    {
        SpeechAudio audio = Read("audio/edgecases/wav_bad_length_8bit.wav");
        audio.Duration.TotalSeconds.ShouldBe(225_992 / 44_100.0, 0.02);
    }

    [Fact]
    public void TwoGigabytesByTheHeaderAndASecondOfDataAreASecond()
    {
        string path = _folder.File("huge.wav", WavBytes.Of(1, 16_000, 16, WavBytes.Pcm16(WavBytes.Tone(16_000)), claimed: 0x7FFFFFF0));
        AudioFileReader.Read(path, Longest).Samples.ToArray().ShouldBe(WavBytes.Tone(16_000));
        path = _folder.File("endless.wav", WavBytes.Of(1, 16_000, 16, WavBytes.Pcm16(WavBytes.Tone(16_000)), claimed: uint.MaxValue));
        AudioFileReader.Read(path, Longest).Samples.Length.ShouldBe(16_000);
    }

    [Theory]
    [InlineData("audio/speech/jfk.wav")]
    [InlineData("audio/speech/jfk.flac")]
    [InlineData("audio/speech/jfk.mp3")]
    public void AFileThatIsCutOffIsReadAsFarAsItGoes(string file)
    {
        byte[] whole = File.ReadAllBytes(TestData.Path(file));
        SpeechAudio half = AudioFileReader.Read(_folder.File("half", whole[..(whole.Length / 2)]), Longest);
        half.Duration.TotalSeconds.ShouldBeInRange(3.5, 7);
        Difference(Read("audio/speech/jfk.wav") with { Samples = Read("audio/speech/jfk.wav").Samples[..48_000] }, half with { Samples = half.Samples[..48_000] })
            .ShouldBeLessThan(400);
    }

    [Theory]
    [InlineData(96_000, 1)]
    [InlineData(96_000, 2)]
    [InlineData(44_100, 2)]
    [InlineData(8_000, 1)]
    [InlineData(16_000, 32)]
    [InlineData(192_000, 6)]
    public void AnyRateAndAnyChannelsBecome16KilohertzMono(int rate, int channels)
    {
        byte[] data = WavBytes.Pcm16(WavBytes.Tone(rate).SelectMany(s => Enumerable.Repeat(s, channels)));
        SpeechAudio audio = AudioFileReader.Read(_folder.File("tone.wav", WavBytes.Of(channels, rate, 16, data)), Longest);
        audio.Samples.Length.ShouldBe(16_000);
        short[] ideal = WavBytes.Tone(16_000);
        Difference(new SpeechAudio(16_000, ideal.AsMemory(400, 15_200)), new SpeechAudio(16_000, audio.Samples.Slice(400, 15_200))).ShouldBeLessThan(4);
    }

    [Fact]
    public void ChannelsAreMixedAndNotDropped()
    {
        short[] frames = [.. WavBytes.Tone(16_000).SelectMany(s => new short[] { s, 0 })];
        SpeechAudio audio = AudioFileReader.Read(_folder.File("left.wav", WavBytes.Of(2, 16_000, 16, WavBytes.Pcm16(frames))), Longest);
        ((double)audio.Samples.Span[9]).ShouldBe(frames[18] / 2.0, 1);
    }

    [Fact]
    public void FloatsThatAreNoNumbersAreSilenceAndLoudOnesAreClipped()
    {
        float[] floats = [.. Enumerable.Range(0, 48_000).Select(i => i % 1000 == 7 ? float.NaN : i % 1000 == 9 ? float.PositiveInfinity : i < 24_000 ? 3f : 0f)];
        byte[] data = [.. floats.SelectMany(BitConverter.GetBytes)];
        short[] samples = AudioFileReader.Read(_folder.File("floats.wav", WavBytes.Of(1, 48_000, 32, data, format: 3)), Longest).Samples.ToArray();
        samples.Length.ShouldBe(16_000);
        samples[4321].ShouldBe(short.MaxValue);
        samples[^4321..].Max(s => Math.Abs((int)s)).ShouldBeLessThan(2000);
    }

    private static SpeechAudio Read(string file) => AudioFileReader.Read(TestData.Path(file), Longest);

    /// <summary>The root mean square of the difference.</summary>
    private static double Difference(SpeechAudio a, SpeechAudio b)
    {
        short[] difference = [.. a.Samples.ToArray().Zip(b.Samples.ToArray(), (x, y) => (short)Math.Clamp(x - y, short.MinValue, short.MaxValue))];
        return Acoustics.Rms(new SpeechAudio(a.SampleRate, difference));
    }

    private string Encode(string name, SpeechAudio audio, int format)
    {
        using FileStream stream = new(_folder.Path(name), FileMode.Create, FileAccess.ReadWrite);
        using SoundFileWriter writer = new(stream, format, audio.SampleRate);
        writer.Write(audio.Samples.Span);
        writer.Finish();
        return stream.Name;
    }
}
