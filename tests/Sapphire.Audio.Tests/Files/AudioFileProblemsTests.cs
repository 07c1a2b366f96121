using System.Buffers.Binary;
using System.IO.Pipes;
using System.Text;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Files;

public sealed class AudioFileProblemsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string, string, byte[]> Others => new()
    {
        { "notes.txt", "not audio: it is text", Encoding.UTF8.GetBytes("Buy milk, and a café crème.\n") },
        { "page.wav", "not audio: it is a web page (HTML)", Encoding.ASCII.GetBytes("<!DOCTYPE html><html><body>404</body></html>") },
        { "songs.zip", "not audio: it is a zip archive", [(byte)'P', (byte)'K', 3, 4, 20, 0, 0, 0, 8, 0] },
        { "cat.png", "not audio: it is a picture", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0] },
        { "memo.m4a", "is M4A or MP4, which cannot be read", [0, 0, 0, 32, .. Encoding.ASCII.GetBytes("ftypM4A "), 0, 0, 0, 0] },
        { "clip.webm", "is WebM or Matroska, which cannot be read", [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81] },
        { "zeros.wav", "not audio that can be read", new byte[10_000] },
        { "ones.mp3", "not audio that can be read", [.. Enumerable.Repeat((byte)0xFF, 10_000)] },
        { "one.wav", "not audio", "R"u8.ToArray() },
        { "id3.mp3", "not audio", [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 10, .. new byte[10]] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Others))]
    public void WhatIsNotAudioIsNamed(string name, string problem, byte[] content) => Problem(_folder.File(name, content)).ShouldContain(problem);

    [Fact]
    public void AContainerThatIsNotReadIsToBeConverted()
    {
        SpeechException e = Should.Throw<SpeechException>(() => Read(_folder.File("memo.webm", [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42])));
        e.Detail.ShouldBe("Convert it to WAV, FLAC, OGG or MP3 (ffmpeg -i memo.webm sound.wav).");
    }

    [Fact]
    public void AMissingFileIsNamed() => Problem(_folder.Path("none.wav")).ShouldBe($"There is no file {_folder.Path("none.wav")}.");

    [Fact]
    public void AMissingFolderIsAMissingFile() => Problem(_folder.Path("no/where.wav")).ShouldStartWith("There is no file ");

    [Fact]
    public void AFolderIsNoFile() => Problem(_folder.Root).ShouldBe($"{_folder.Root} is a folder.");

    [Fact]
    public void APipeIsNoRegularFile()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        Problem($"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}").ShouldEndWith(" is not a regular file.");
    }

    [Fact]
    public void AnEmptyFileHasNoBytes() => Problem(_folder.File("empty.wav", [])).ShouldEndWith("is empty: it has no bytes.");

    [Fact]
    public void AHeaderAloneHasNoSound() => Problem(_folder.File("silent.wav", WavBytes.Of(1, 16_000, 16, []))).ShouldContain("has no sound");

    [Fact]
    public void AFileThatMayNotBeReadSaysSo()
    {
        string path = _folder.File("secret.wav", WavBytes.Of(1, 16_000, 16, new byte[100]));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        if (CanOpen(path))
        {
            // The superuser reads everything; the file itself is read then.
            Read(path).Samples.Length.ShouldBe(50);
            return;
        }

        Problem(path).ShouldEndWith("may not be read.");
    }

    [Fact]
    public void SoundThatIsTooLongNamesTheLimit()
    {
        SpeechException e = Should.Throw<SpeechException>(() => AudioFileReader.Read(TestData.Path("audio/speech/jfk.wav"), TimeSpan.FromSeconds(10)));
        e.Code.ShouldBe("too-long");
        e.Message.ShouldEndWith("jfk.wav is longer than 10 seconds.");
        AudioFileReader.Read(TestData.Path("audio/speech/jfk.wav"), TimeSpan.FromSeconds(11)).Samples.Length.ShouldBe(176_000);
        byte[] tenMinutes = WavBytes.Of(1, 8000, 8, new byte[8000 * 601]);
        Should.Throw<SpeechException>(() => AudioFileReader.Read(_folder.File("long.wav", tenMinutes), TimeSpan.FromMinutes(10))).Message.ShouldEndWith("longer than 10 minutes.");
    }

    [Theory]
    [InlineData(33)]
    [InlineData(1024)]
    public void TooManyChannelsAreRefused(int channels) =>
        Problem(_folder.File("many.wav", WavBytes.Of(channels, 16_000, 16, new byte[channels * 20]))).ShouldContain($"has {channels} channels, and at most 32");

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(int.MaxValue)]
    public void RatesOutOfRangeAreRefused(int rate) =>
        Problem(_folder.File("odd.wav", WavBytes.Of(1, rate, 16, new byte[100]))).ShouldContain($"has {rate} samples a second");

    [Fact]
    public void AFlacHeaderThatClaimsDaysIsNotBelieved()
    {
        byte[] flac = File.ReadAllBytes(TestData.Path("audio/speech/jfk.flac"));
        // STREAMINFO: the number of samples is the last 36 bits of 8 bytes, after 4 + 4 + 10 bytes.
        ulong packed = BinaryPrimitives.ReadUInt64BigEndian(flac.AsSpan(18));
        BinaryPrimitives.WriteUInt64BigEndian(flac.AsSpan(18), packed | 0xF_FFFF_FFFF);
        Read(_folder.File("days.flac", flac)).Samples.Length.ShouldBe(176_000);
    }

    private static string Problem(string path)
    {
        SpeechException e = Should.Throw<SpeechException>(() => Read(path));
        e.Code.ShouldBe("bad-audio");
        e.Detail.ShouldNotBeNullOrEmpty();
        return e.Message;
    }

    private static SpeechAudio Read(string path) => AudioFileReader.Read(path, TimeSpan.FromMinutes(1));

    private static bool CanOpen(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
