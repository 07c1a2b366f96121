using System.Diagnostics;
using System.Threading.Channels;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>
/// Live sound: a frame each 20 ms, written by a thread of its own as a device's would be, through fifteen stages and two boundaries,
/// while a thread of ordinary priority keeps one core busy. Beside it the same frames through a channel alone: what the machine itself
/// needs to wake a reader.
/// </summary>
internal static class FrameLoad
{
    private const int Frames = 300;
    private const int Stages = 15;
    private const int Boundary = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        ActorMaterializer materializer = system.Materializer();
        using CancellationTokenSource end = new();
        Thread busy = new(() =>
        {
            while (!end.IsCancellationRequested) Thread.SpinWait(1000);
        });
        busy.IsBackground = true;
        busy.Start();
        List<(double[] Graph, double[] Channel)> runs = await Measure.RunsAsync(async () => (await GraphAsync(materializer), await ChannelAsync()), runs: 3, warmups: 1);
        await end.CancelAsync();
        busy.Join();
        return
        [
            Figure.Of("frame", $"a frame through {Stages} stages and 2 boundaries, p50", "ms", runs.Select(r => Measure.Percentile(r.Graph, 0.5))),
            Figure.Of("frame", "  p99", "ms", runs.Select(r => Measure.Percentile(r.Graph, 0.99)), 0.3),
            Figure.Of("frame", "  latest", "ms", runs.Select(r => r.Graph[^1])),
            Figure.Of("frame", "the same through a channel alone, p50", "ms", runs.Select(r => Measure.Percentile(r.Channel, 0.5))),
            Figure.Of("frame", "  p99", "ms", runs.Select(r => Measure.Percentile(r.Channel, 0.99))),
        ];
    }

    private static Task<double[]> GraphAsync(ActorMaterializer materializer)
    {
        double[] late = new double[Frames];
        Source<Frame, ChannelWriter<Frame>> source = ChannelSource.Create<Frame>(16, singleWriter: true, BoundedChannelFullMode.DropOldest);
        for (int i = 0; i < Stages; i++)
        {
            if (i is Boundary or 2 * Boundary) source = source.Async();
            source = source.Select(static frame => frame);
        }

        (ChannelWriter<Frame> writer, Task done) = source
            .ToMaterialized(Sink.ForEach<Frame>(frame => late[frame.Number] = Stopwatch.GetElapsedTime(frame.Sent).TotalMilliseconds), Keep.Both)
            .Run(materializer);
        return SendAsync(writer, done, late);
    }

    private static Task<double[]> ChannelAsync()
    {
        double[] late = new double[Frames];
        Channel<Frame> channel = Channel.CreateBounded<Frame>(new BoundedChannelOptions(16) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.DropOldest });
        Task reading = Task.Run(async () =>
        {
            await foreach (Frame frame in channel.Reader.ReadAllAsync()) late[frame.Number] = Stopwatch.GetElapsedTime(frame.Sent).TotalMilliseconds;
        });
        return SendAsync(channel.Writer, reading, late);
    }

    private static async Task<double[]> SendAsync(ChannelWriter<Frame> writer, Task done, double[] late)
    {
        Thread device = new(() =>
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Frames; i++)
            {
                TimeSpan wait = ((i + 1) * Interval) - Stopwatch.GetElapsedTime(start);
                if (wait > TimeSpan.Zero) Thread.Sleep(wait);
                writer.TryWrite(new Frame(i, new byte[640], Stopwatch.GetTimestamp()));
            }

            writer.Complete();
        });
        device.Start();
        await done;
        device.Join();
        Array.Sort(late);
        return late;
    }

    private sealed record Frame(int Number, byte[] Sound, long Sent);
}
