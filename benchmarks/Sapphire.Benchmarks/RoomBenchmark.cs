using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Sapphire.Audio.Devices;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Kernel.TestKit;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>
/// A room with a microphone and a speaker: what a frame costs beside a channel of arrays, how late it comes, and what the program
/// takes with such a room.
/// </summary>
internal static class RoomBenchmark
{
    private const int Frames = 50_000;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Listening = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        List<double> ring = [];
        List<double> channel = [];
        List<double> allocated = [];
        List<double> allocatedByChannel = [];
        for (int i = 0; i <= Server.Runs; i++)
        {
            (double nanoseconds, double bytes) = await RingAsync();
            (double baseline, double baselineBytes) = Channel();

            // The first run warms up.
            if (i > 0)
            {
                ring.Add(nanoseconds);
                channel.Add(baseline);
                allocated.Add(bytes);
                allocatedByChannel.Add(baselineBytes);
            }
        }

        (double median, double late, double timer, long dropped) = await LatenessAsync();
        (double plainMemory, double plainCpu) = await IdleAsync(string.Empty);
        (double heldMemory, double heldCpu) = await IdleAsync("sapphire.room { name = kitchen, microphone = none, speaker = none }");
        (double openMemory, double openCpu) = await IdleAsync("sapphire.room { name = kitchen, microphone = none, speaker = none, hands-free = true }");
        return
        [
            Figure.Of("room", "a frame heard and read", "ns", ring),
            Figure.Of("room", "a frame through a channel of arrays (baseline)", "ns", channel),
            Figure.Of("room", "ratio to it", "x", ring.Zip(channel, (one, other) => one / other), 2),
            Figure.Of("room", "allocated for a frame", "B", allocated, 1),
            Figure.Of("room", "allocated for a frame by the baseline", "B", allocatedByChannel),
            Figure.Of("room", "a frame is read so long after its last sample, p50", "ms", [median], 25),
            Figure.Of("room", "p99", "ms", [late]),
            Figure.Of("room", "p99 of a bare timer beside it (baseline)", "ms", [timer]),
            Figure.Of("room", "ratio to it", "x", [late / timer], 1.5),
            Figure.Of("room", "samples dropped meanwhile", "", [dropped], 0),
            Figure.Of("room", "PSS of the program without a room", "MB", [plainMemory]),
            Figure.Of("room", "PSS with a room, before its first word", "MB", [heldMemory], 150),
            Figure.Of("room", "PSS with one that listens hands-free, its recogniser loaded", "MB", [openMemory], 320),
            Figure.Of("room", "CPU of the program without a room", "% core", [plainCpu]),
            Figure.Of("room", "more with a room", "% core", [heldCpu - plainCpu], 3),
            Figure.Of("room", "more with one that listens hands-free", "% core", [openCpu - plainCpu], 6),
        ];
    }

    // Each tick of the clock hears 20 ms; the clock's own cost, without a device, is taken off.
    private static async Task<(double Nanoseconds, double Bytes)> RingAsync()
    {
        ManualTimeProvider time = new();
        short[] frame = new short[ICapture.FrameSize];
        await using ITimer timer = time.CreateTimer(static _ => { }, null, Frame, Frame);
        (double idle, double idleBytes) = Measured(() => time.Advance(Frame));
        await timer.DisposeAsync();
        await using ICapture microphone = new AudioDevices(time).OpenCapture("none");
        microphone.Start(static () => { });
        (double busy, double busyBytes) = Measured(() =>
        {
            time.Advance(Frame);
            while (microphone.TryRead(frame, out _))
            {
            }
        });
        return (Math.Max(1, busy - idle), Math.Max(0, busyBytes - idleBytes));
    }

    private static (double Nanoseconds, double Bytes) Channel()
    {
        Channel<byte[]> frames = System.Threading.Channels.Channel.CreateBounded<byte[]>(new BoundedChannelOptions(100) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.DropOldest });
        short[] heard = new short[ICapture.FrameSize];
        short[] frame = new short[ICapture.FrameSize];
        return Measured(() =>
        {
            frames.Writer.TryWrite(MemoryMarshal.AsBytes(heard.AsSpan()).ToArray());
            while (frames.Reader.TryRead(out byte[]? pcm))
            {
                MemoryMarshal.Cast<byte, short>(pcm).CopyTo(frame);
            }
        });
    }

    private static (double Nanoseconds, double Bytes) Measured(Action frame)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Frames; i++)
        {
            frame();
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return (time.TotalNanoseconds / Frames, (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Frames);
    }

    private static async Task<(double Median, double Late, double Timer, long Dropped)> LatenessAsync()
    {
        ConcurrentQueue<double> ticks = new();
        ConcurrentQueue<double> lateness = new();
        short[] frame = new short[ICapture.FrameSize];
        await using ICapture microphone = new AudioDevices(TimeProvider.System).OpenCapture("none");
        long start = Stopwatch.GetTimestamp();
        microphone.Start(() =>
        {
            while (microphone.TryRead(frame, out long first))
            {
                lateness.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds - ((first + ICapture.FrameSize) / 16.0));
            }
        });
        // A frame waits for the tick after it: for 20 ms at most, and for as long as the tick is late.
        long last = Stopwatch.GetTimestamp();
        await using (TimeProvider.System.CreateTimer(_ => ticks.Enqueue(Stopwatch.GetElapsedTime(Interlocked.Exchange(ref last, Stopwatch.GetTimestamp())).TotalMilliseconds), null, Frame, Frame))
        {
            using PeriodicTimer end = new(Listening);
            await end.WaitForNextTickAsync();
        }

        return (At(lateness, 0.5), At(lateness, 0.99), At(ticks, 0.99), microphone.Dropped);
    }

    private static double At(IEnumerable<double> values, double share) => values.Order().ToArray() is var sorted ? sorted[(int)(sorted.Length * share)] : 0;

    private static async Task<(double Megabytes, double Cpu)> IdleAsync(string configuration)
    {
        using TemporaryFolder home = new();
        await File.WriteAllTextAsync(home["sapphire.conf"], configuration);
        await using SapphireServer server = await SapphireServer.StartAsync(home.Path);
        await Server.HealthyAsync(server.Address);

        // Until the recogniser of an open microphone is loaded.
        using PeriodicTimer settle = new(TimeSpan.FromSeconds(6));
        await settle.WaitForNextTickAsync();
        using PeriodicTimer wait = new(Listening);
        double before = Server.CpuSeconds(server.Process.Id);
        await wait.WaitForNextTickAsync();
        return (Server.PssMb(server.Process.Id), 100 * (Server.CpuSeconds(server.Process.Id) - before) / Listening.TotalSeconds);
    }
}
