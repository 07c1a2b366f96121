using Sapphire.Audio.Devices;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Tests.Files;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Audio.Tests.Devices;

/// <summary>Microphones and speakers that are files, at the pace of a clock that the test moves.</summary>
public sealed class FileDeviceTests : IDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);
    private readonly ManualTimeProvider _time = new();
    private readonly TestFolder _folder = new();
    private readonly AudioDevices _devices;

    public FileDeviceTests() => _devices = new(_time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_heard_once_at_the_pace_of_the_clock_with_a_quiet_room_around_it()
    {
        short[] clip = Tone(0.5);
        await using ICapture microphone = _devices.OpenCapture("wav:" + Wav(clip));
        int told = 0;
        microphone.Start(() => told++);
        microphone.Captured.ShouldBe(0);
        _time.Advance(TimeSpan.FromMilliseconds(30));
        (microphone.Captured, told).ShouldBe((320, 1));
        List<short> heard = [];
        for (int i = 0; i < 100; i++)
        {
            _time.Advance(Frame);
            ReadAll(microphone, heard);
        }

        microphone.Captured.ShouldBe(32_320);
        microphone.Dropped.ShouldBe(0);
        heard.Count.ShouldBe(32_320);
        heard.Slice(16_000, clip.Length).ShouldBe(clip);
        heard.Where((_, i) => i is < 16_000 or >= 24_000).Max(sample => Math.Abs((int)sample)).ShouldBeInRange(1, 16);
    }

    [Fact]
    public async Task In_a_loop_it_comes_again_and_on_cue_when_told_to()
    {
        short[] clip = Tone(0.5);
        string file = Wav(clip);
        await using ICapture loop = _devices.OpenCapture("loop:" + file);
        await using ICapture cue = _devices.OpenCapture("cue:" + file);
        loop.Start(() => { });
        cue.Start(() => { });
        List<short> looped = [];
        List<short> cued = [];
        for (int i = 0; i < 300; i++)
        {
            if (i == 100)
            {
                ((ICueable)cue).Cue(null);
            }
            else if (i == 200)
            {
                ((ICueable)cue).Cue(new(16_000, Tone(0.1)));
            }

            _time.Advance(Frame);
            ReadAll(loop, looped);
            ReadAll(cue, cued);
        }

        Loud(looped).ShouldBe([16_000, 56_000]);
        Loud(cued).ShouldBe([32_000, 64_000]);
        cued.Slice(32_000, clip.Length).ShouldBe(clip);
    }

    [Fact]
    public async Task Who_does_not_keep_up_loses_the_oldest_frames_which_are_counted()
    {
        await using ICapture microphone = _devices.OpenCapture("none");
        microphone.Start(() => { });
        for (int i = 0; i < 500; i++)
        {
            _time.Advance(Frame);
        }

        short[] frame = new short[ICapture.FrameSize];
        microphone.TryRead(frame, out long first).ShouldBeTrue();
        microphone.Captured.ShouldBe(160_000);
        microphone.Dropped.ShouldBe(first);
        (first % ICapture.FrameSize, 160_000 - first).ShouldBe((0, 32_640));
        long now = microphone.SkipToNow();
        microphone.TryRead(frame, out long next).ShouldBeFalse();
        (now, next, microphone.Dropped).ShouldBe((160_000, 160_000, first));
    }

    [Fact]
    public async Task A_speaker_makes_the_writer_wait_says_how_far_it_got_and_leaves_a_file()
    {
        string path = _folder.Path("answer.wav");
        short[] sound = [.. Enumerable.Range(0, 24_000).Select(i => (short)i)];
        await using (IPlayback speaker = _devices.OpenPlayback("wav:" + path, 24_000))
        {
            speaker.Start();
            ValueTask writing = speaker.WriteAsync(sound, CancellationToken.None);
            writing.IsCompleted.ShouldBeFalse("half a second of a second has room");
            (speaker.Written, speaker.Played).ShouldBe((12_000, 0));
            Task all = writing.AsTask();
            for (int i = 0; i < 100 && speaker.Played < 24_000; i++)
            {
                _time.Advance(Frame);
                await UntilAsync(() => speaker.Written == Math.Min(24_000, speaker.Played + 12_000));
            }

            await all;
            _time.Advance(Frame);
            (speaker.Written, speaker.Played).ShouldBe((24_000, 24_000));

            // Also while it is still open.
            WavReader.Read(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).Samples.ToArray().ShouldBe(sound);

            // Barge-in: what was not played is dropped, and the pause before it is not made up for.
            _time.Advance(TimeSpan.FromSeconds(5));
            await speaker.WriteAsync(sound.AsMemory(0, 10_000), CancellationToken.None);
            _time.Advance(TimeSpan.FromMilliseconds(200));
            speaker.Clear().ShouldBe(24_000 + 4800);
            (speaker.Written, speaker.Played).ShouldBe((34_000, 34_000));
        }

        WavReader.Read(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).Samples.Length.ShouldBe(28_800);
    }

    [Fact]
    public async Task Who_waits_for_a_speaker_that_is_closed_or_gives_up_does_not_wait_for_ever()
    {
        IPlayback speaker = _devices.OpenPlayback("none", 24_000);
        speaker.Start();
        using CancellationTokenSource stop = new();
        Task cancelled = speaker.WriteAsync(new short[24_000], stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        Task closed = speaker.WriteAsync(new short[24_000], CancellationToken.None).AsTask();
        await speaker.DisposeAsync();
        await Should.ThrowAsync<OperationCanceledException>(closed);
        await speaker.Ended;
    }

    [Fact]
    public void What_cannot_be_heard_or_written_is_refused_with_its_reason()
    {
        string text = _folder.Path("notes.wav");
        File.WriteAllText(text, "These are my notes.");
        Should.Throw<DeviceLostException>(() => _devices.OpenCapture("wav:" + text)).Message.ShouldContain("notes.wav");
        Should.Throw<DeviceLostException>(() => _devices.OpenCapture("loop:" + _folder.Path("missing.wav"))).Message.ShouldContain("missing.wav");
        Should.Throw<DeviceLostException>(() => _devices.OpenPlayback("wav:" + Path.Combine(_folder.Path("no-such-folder"), "a.wav"), 24_000)).Message.ShouldContain("no-such-folder");
    }

    [Theory]
    [InlineData("", DeviceKind.Device, "default")]
    [InlineData("default", DeviceKind.Device, "default")]
    [InlineData(" USB Audio: Front ", DeviceKind.Device, "USB Audio: Front")]
    [InlineData("None", DeviceKind.None, "")]
    [InlineData("wav:/a/b c.wav", DeviceKind.File, "/a/b c.wav")]
    [InlineData("loop:a.wav", DeviceKind.Loop, "a.wav")]
    [InlineData("cue:", DeviceKind.Cue, "")]
    public void An_address_names_a_device_a_file_or_none(string text, DeviceKind kind, string name) => DeviceAddress.Parse(text).ShouldBe(new(kind, name));

    [Fact]
    public async Task A_frame_allocates_nothing_neither_heard_nor_played()
    {
        await using ICapture microphone = _devices.OpenCapture("loop:" + Wav(Tone(0.5)));
        await using IPlayback speaker = _devices.OpenPlayback("none", 24_000);
        int told = 0;
        microphone.Start(() => told++);
        speaker.Start();
        short[] frame = new short[ICapture.FrameSize];
        short[] sound = new short[480];
        Run(500);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The test's clock itself keeps its timers in a tree; 20 ms of sound alone would be 640 bytes and 960.
        ((double)allocated / 2000).ShouldBeLessThan(250);
        told.ShouldBeGreaterThan(2000);

        void Run(int frames)
        {
            for (int i = 0; i < frames; i++)
            {
                _time.Advance(Frame);
                while (microphone.TryRead(frame, out _))
                {
                }

                ValueTask write = speaker.WriteAsync(sound, CancellationToken.None);
                write.IsCompletedSuccessfully.ShouldBeTrue();
            }
        }
    }

    private static void ReadAll(ICapture microphone, List<short> heard)
    {
        short[] frame = new short[ICapture.FrameSize];
        while (microphone.TryRead(frame, out long first))
        {
            first.ShouldBe(heard.Count);
            heard.AddRange(frame);
        }
    }

    // Where it becomes loud.
    private static List<int> Loud(List<short> heard) =>
        [.. Enumerable.Range(0, heard.Count / 320).Where(i => IsLoud(heard, i) && (i == 0 || !IsLoud(heard, i - 1))).Select(i => i * 320)];

    private static bool IsLoud(List<short> heard, int block) => heard.Slice(block * 320, 320).Exists(sample => sample > 1000);

    private static short[] Tone(double seconds) => [.. Enumerable.Range(0, (int)(seconds * 16_000)).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * 440 * i / 16_000)))];

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private string Wav(short[] samples)
    {
        string path = _folder.Path($"{Guid.NewGuid():N}.wav");
        File.WriteAllBytes(path, WavWriter.Write(samples, 16_000));
        return path;
    }
}
