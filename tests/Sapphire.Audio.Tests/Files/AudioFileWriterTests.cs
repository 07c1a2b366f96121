using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Files;

public sealed class AudioFileWriterTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sound.wav")]
    [InlineData("sound.flac")]
    [InlineData("SOUND.WAV")]
    public void WhatIsWrittenComesBack(string name) =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<short[]>().Filter(s => s.Length > 0),
            samples =>
            {
                AudioFileWriter.Write(_folder.Path(name), new SpeechAudio(16_000, samples));
                return AudioFileReader.Read(_folder.Path(name), Longest).Samples.Span.SequenceEqual(samples);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("sound.wav")]
    [InlineData("sound.flac")]
    public void ThreeMinutesOfLoudNoiseComeBack(string name)
    {
        Random random = new(5);
        short[] samples = [.. Enumerable.Range(0, 180 * 16_000).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
        AudioFileWriter.Write(_folder.Path(name), new SpeechAudio(16_000, samples));
        AudioFileReader.Read(_folder.Path(name), Longest).Samples.Span.SequenceEqual(samples).ShouldBeTrue();
    }

    [Theory]
    [InlineData("sound.wav")]
    [InlineData("sound.flac")]
    public void TheRateIsKept(string name)
    {
        AudioFileWriter.Write(_folder.Path(name), new SpeechAudio(22_050, new short[22_050]));
        AudioFileReader.Read(_folder.Path(name), Longest).Samples.Length.ShouldBe(16_000);
    }

    [Fact]
    public void NoSoundIsAFileWithoutSamples()
    {
        AudioFileWriter.Write(_folder.Path("none.wav"), new SpeechAudio(16_000, Array.Empty<short>()));
        new FileInfo(_folder.Path("none.wav")).Length.ShouldBe(44);
    }

    [Fact]
    public void AnOldFileIsReplacedAndNothingElseIsLeft()
    {
        string path = _folder.File("sound.wav", [1, 2, 3]);
        AudioFileWriter.Write(path, new SpeechAudio(16_000, new short[] { 1, -2, 3 }));
        AudioFileReader.Read(path, Longest).Samples.ToArray().ShouldBe([1, -2, 3]);
        Directory.GetFileSystemEntries(_folder.Root).ShouldBe([path]);
    }

    [Fact]
    public void APathWithoutFolderIsInTheCurrentOne()
    {
        string name = $"sapphire-{Guid.NewGuid():N}.wav";
        try
        {
            AudioFileWriter.Write(name, new SpeechAudio(16_000, new short[10]));
            File.Exists(Path.Combine(Environment.CurrentDirectory, name)).ShouldBeTrue();
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void ARateThatTheFormatDoesNotTakeLeavesNothing()
    {
        Problem("sound.flac", 10_000_000).ShouldContain("cannot be written");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sound.ogg", "Speech cannot be written as .ogg.")]
    [InlineData("sound.wav.bak", "Speech cannot be written as .bak.")]
    [InlineData("sound", "has no extension")]
    [InlineData("no/where.wav", "There is no folder")]
    [InlineData("", "has no extension")]
    public void APathThatCannotBeWrittenIsRefused(string name, string problem) => Problem(name, 16_000).ShouldContain(problem);

    [Fact]
    public void AFolderIsNotReplaced()
    {
        _ = Directory.CreateDirectory(_folder.Path("folder.wav"));
        Problem("folder.wav", 16_000).ShouldEndWith("is a folder.");
    }

    private string Problem(string name, int rate)
    {
        SpeechException e = Should.Throw<SpeechException>(() => AudioFileWriter.Write(_folder.Path(name), new SpeechAudio(rate, new short[100])));
        e.Code.ShouldBe("bad-request");
        e.Detail.ShouldNotBeNullOrEmpty();
        return e.Message;
    }
}
