using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sapphire.Audio.Devices;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Native.PortAudio;

namespace Sapphire.Audio.Tests.Devices;

/// <summary>The binding of PortAudio, as far as it goes: without the library, without a sound card, and with one.</summary>
public sealed class PortAudioTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly AudioDevices _devices = new(TimeProvider.System);

    [Fact]
    public void Without_the_library_the_message_names_the_package()
    {
        if (PortAudioLibrary.IsInstalled)
        {
            _devices.List().ShouldNotBeNull();
            return;
        }

        foreach (Action use in new Action[] { () => _devices.List(), () => _devices.OpenCapture("default"), () => _devices.OpenPlayback("default", 24_000) })
        {
            EngineUnavailableException missing = Should.Throw<EngineUnavailableException>(use);
            missing.Package.ShouldBe("libportaudio2");
            missing.Message.ShouldContain("apt-get install libportaudio2");
        }
    }

    [Fact]
    public unsafe void The_structures_are_laid_out_as_in_portaudio_h()
    {
        (sizeof(PortAudioLibrary.DeviceInfo), sizeof(PortAudioLibrary.StreamParameters)).ShouldBe((72, 32));
        (Marshal.OffsetOf<PortAudioLibrary.DeviceInfo>("MaxInputChannels"), Marshal.OffsetOf<PortAudioLibrary.DeviceInfo>("DefaultSampleRate")).ShouldBe((20, 64));
        (Marshal.OffsetOf<PortAudioLibrary.StreamParameters>("SampleFormat"), Marshal.OffsetOf<PortAudioLibrary.StreamParameters>("SuggestedLatency")).ShouldBe((8, 16));
    }

    [Fact]
    public void A_device_that_is_not_there_is_told_with_those_that_are()
    {
        Installed();
        IReadOnlyList<AudioDevice> devices = _devices.List();
        DeviceLostException lost = Should.Throw<DeviceLostException>(() => _devices.OpenCapture("no such microphone"));
        lost.Message.ShouldContain(devices.Any(one => one.Hears) ? devices.First(one => one.Hears).Name : "sapphire.room.microphone to none");
        Should.Throw<DeviceLostException>(() => _devices.OpenPlayback("no such speaker", 24_000)).Message.ShouldContain("speaker");

        // Refused, it has left nothing open: the list is made anew.
        _devices.List().Count.ShouldBe(devices.Count);
    }

    [Fact]
    public async Task What_the_speaker_plays_the_microphone_hears_and_closing_is_quick()
    {
        Installed();
        IReadOnlyList<AudioDevice> devices = _devices.List();
        if (!devices.Any(one => one.IsDefaultInput) || !devices.Any(one => one.IsDefaultOutput))
        {
            Assert.Skip("This machine has no microphone and speaker.");
        }

        IPlayback speaker = _devices.OpenPlayback("default", 24_000);
        ICapture microphone = _devices.OpenCapture("default");
        microphone.Start(() => { });
        speaker.Start();
        short[] tone = [.. Enumerable.Range(0, 48_000).Select(i => (short)(12_000 * Math.Sin(2 * Math.PI * 500 * i / 24_000)))];
        await speaker.WriteAsync(tone, new CancellationTokenSource(Patience).Token);
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer poll = new(TimeSpan.FromMilliseconds(20));
        while (microphone.Captured < ICapture.SampleRate || speaker.Played < speaker.Written)
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Patience);
            await poll.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        speaker.Written.ShouldBe(48_000);
        (speaker.Ended.IsCompleted, microphone.Ended.IsCompleted).ShouldBe((false, false));
        start = Stopwatch.GetTimestamp();
        await speaker.DisposeAsync();
        await microphone.DisposeAsync();
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await Task.WhenAll(speaker.Ended, microphone.Ended);
    }

    private static void Installed([CallerMemberName] string test = "")
    {
        if (!PortAudioLibrary.IsInstalled)
        {
            Assert.Skip($"{test}: libportaudio2 is not installed.");
        }
    }
}
