using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Sapphire.Audio.Engines;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Voice;

/// <summary><c>sapphire ask --audio … --speak …</c>, as a process, without a server.</summary>
public sealed class SpokenAskTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    private string Question => Path.Combine(_home.Path, "question.wav");

    private string Answer => Path.Combine(_home.Path, "answer.wav");

    [Theory]
    [InlineData(".wav", "RIFF")]
    [InlineData(".flac", "fLaC")]
    public async Task A_spoken_question_gets_a_spoken_answer_with_transcript_and_timings(string extension, string magic)
    {
        WriteWav(Question, Speech.Of("what is twelve times nine"), 16_000, 1, 16);
        string answer = Path.ChangeExtension(Answer, extension);

        (int status, string output) = await AskAsync("--audio", Question, "--speak", answer, "--json");

        status.ShouldBe(0, output);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("transcript").GetString().ShouldBe("what is twelve times nine");
        json.GetProperty("reply").GetString().ShouldNotBeNull().ShouldContain("108");
        double[] times = [.. new[] { "stt", "first_token", "first_audio", "reply", "total" }.Select(name => json.GetProperty("timings_ms").GetProperty(name).GetDouble())];
        times[0].ShouldBeGreaterThan(0);
        times[1].ShouldBeGreaterThanOrEqualTo(times[0]);
        times[2].ShouldBeGreaterThanOrEqualTo(times[1]);
        times[4].ShouldBeGreaterThanOrEqualTo(times[2]);
        times[4].ShouldBeGreaterThanOrEqualTo(times[3]);
        Encoding.ASCII.GetString((await File.ReadAllBytesAsync(answer, TestContext.Current.CancellationToken))[..4]).ShouldBe(magic);

        // The answer, asked again, is understood as what it says.
        Hear(answer).ShouldBe("twelve times nine equals one hundred eight");
    }

    [Theory]
    [InlineData(48_000, 2, 16)]
    [InlineData(96_000, 1, 16)]
    [InlineData(16_000, 1, 8)]
    public async Task Any_rate_width_and_number_of_channels_is_understood(int rate, int channels, int bits)
    {
        WriteWav(Question, Speech.Of("what is twelve times nine"), rate, channels, bits);

        (int status, string output) = await AskAsync("--audio", Question);

        status.ShouldBe(0, output);
        output.ShouldContain("108");
    }

    [Fact]
    public async Task A_file_that_is_cut_off_or_lies_about_its_length_is_read_as_far_as_it_goes()
    {
        WriteWav(Question, Speech.Of("what is twelve times nine"), 16_000, 1, 16);
        byte[] bytes = await File.ReadAllBytesAsync(Question, TestContext.Current.CancellationToken);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), 0x7FFF_FFF0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), 0x7FFF_FF00);
        await File.WriteAllBytesAsync(Question, bytes.AsMemory(0, bytes.Length - 1_001), TestContext.Current.CancellationToken);

        (int status, string output) = await AskAsync("--audio", Question);

        status.ShouldBe(0, output);
        output.ShouldContain("108");
    }

    [Fact]
    public async Task What_is_no_audio_is_refused_in_one_line_that_says_why()
    {
        string text = File("notes.wav", "These are my notes, not a recording."u8.ToArray());
        string empty = File("empty.wav", []);
        WriteWav(Path.Combine(_home.Path, "nothing.wav"), [], 16_000, 1, 16);
        WriteWav(Path.Combine(_home.Path, "silence.wav"), new short[32_000], 16_000, 1, 16);

        (await RefusedAsync(text)).ShouldContain("notes.wav");
        (await RefusedAsync(empty)).ShouldContain("empty");
        (await RefusedAsync(Path.Combine(_home.Path, "nothing.wav"))).ShouldContain("nothing.wav");
        (await RefusedAsync(Path.Combine(_home.Path, "missing.wav"))).ShouldContain("missing.wav");
        (await RefusedAsync(_home.Path)).ShouldNotBeEmpty();
        (await RefusedAsync(Path.Combine(_home.Path, "silence.wav"))).ShouldContain("No words were understood");

        string File(string name, byte[] content)
        {
            string path = Path.Combine(_home.Path, name);
            System.IO.File.WriteAllBytes(path, content);
            return path;
        }

        async Task<string> RefusedAsync(string path)
        {
            (int status, string output) = await AskAsync("--audio", path);
            status.ShouldNotBe(0);
            string line = output.Trim();
            line.ShouldStartWith("sapphire: ");
            line.Split('\n').Length.ShouldBe(1, line);
            return line;
        }
    }

    [Fact]
    public async Task Where_the_answer_cannot_be_written_nothing_is_asked()
    {
        (int status, string output) = await AskAsync("what time is it", "--speak", Path.Combine(_home.Path, "answer.mp3"));
        status.ShouldNotBe(0);
        output.ShouldContain(".wav or .flac");

        (status, output) = await AskAsync("what time is it", "--speak", Path.Combine(_home.Path, "no-such-folder", "answer.wav"));
        status.ShouldNotBe(0);
        output.ShouldContain("no-such-folder");

        (status, output) = await AskAsync("what time is it", "--audio", Question);
        status.ShouldNotBe(0);
        output.ShouldContain("not both");
    }

    private async Task<(int Status, string Output)> AskAsync(params string[] arguments)
    {
        await using ChildProcess process = ChildProcess.StartDotnet(Repository.Program, ["ask", .. arguments, "--home", _home.Path]);
        return (await process.WaitForExitAsync(Patience), process.Output);
    }

    private static string Hear(string path)
    {
        ReadOnlyMemory<short> samples = Audio.Files.AudioFileReader.Read(path, TimeSpan.FromMinutes(1)).Samples;
        using PocketSphinxEngine engine = new(new()
        {
            Grammar = "#JSGF V1.0; grammar sum; public <answer> = (twelve times nine | four times nine | twelve times five) (equals | is) (one hundred eight | ninety | eighteen | one hundred nine | forty five);",
        });
        engine.Begin();
        engine.Write(samples.Span);
        return engine.Finish().Grammar ?? string.Empty;
    }

    private static void WriteWav(string path, short[] samples, int rate, int channels, int bits)
    {
        ReadOnlyMemory<short> at = Audio.Native.SpeexDsp.Resampler.Resample(new(16_000, samples), rate).Samples;
        int width = bits / 8;
        byte[] bytes = new byte[44 + (at.Length * channels * width)];
        "RIFF"u8.CopyTo(bytes);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), rate * channels * width);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), (short)(channels * width));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), (short)bits);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), bytes.Length - 44);
        int next = 44;
        foreach (short sample in at.Span)
        {
            for (int channel = 0; channel < channels; channel++, next += width)
            {
                if (width == 1)
                {
                    bytes[next] = (byte)((sample >> 8) + 128);
                }
                else
                {
                    BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(next), sample);
                }
            }
        }

        File.WriteAllBytes(path, bytes);
    }
}
