using System.Threading.Channels;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>What an element costs in a fused stage and at an asynchronous boundary, beside a bounded channel.</summary>
internal static class StreamLoad
{
    private const int Stages = 10;
    private const int Fused = 1_000_000;
    private const int Crossing = 500_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        ActorMaterializer materializer = system.Materializer();
        object frame = new();
        List<(Cost None, Cost All)> fused = await Measure.RunsAsync(async () => (
            await CostAsync(Elements(frame, Fused), materializer),
            await CostAsync(WithStages(Elements(frame, Fused)), materializer)));
        List<(Cost None, Cost One, Cost Channel)> crossing = await Measure.RunsAsync(async () => (
            await CostAsync(Elements(frame, Crossing), materializer),
            await CostAsync(Elements(frame, Crossing).Async(), materializer),
            await ChannelAsync(frame)));
        List<Cost> whole = await Measure.RunsAsync(() => Measure.CostAsync(async () =>
        {
            for (int i = 0; i < Stages; i++) await Source.Single(frame).RunWith(Sink.Ignore<object>(), materializer);
        }));
        return
        [
            Figure.Of("streams", $"fused stage (of {Stages})", "ns", fused.Select(r => Nanoseconds(r.All, r.None, Fused) / Stages), 50),
            Figure.Of("streams", "  allocated", "B", fused.Select(r => (double)(r.All.Bytes - r.None.Bytes) / Fused / Stages), 0.01),
            Figure.Of("streams", "source to sink alone", "ns", fused.Select(r => r.None.Seconds * 1e9 / Fused)),
            Figure.Of("streams", "asynchronous boundary", "ns", crossing.Select(r => Nanoseconds(r.One, r.None, Crossing)), 300),
            Figure.Of("streams", "  allocated", "B", crossing.Select(r => (double)(r.One.Bytes - r.None.Bytes) / Crossing), 50),
            Figure.Of("streams", "  over a bounded channel", "×", crossing.Select(r => r.One.Seconds / r.Channel.Seconds), 1),
            Figure.Of("streams", "one run, Single to Ignore", "µs", whole.Select(r => r.Seconds * 1e6 / Stages)),
            Figure.Of("streams", "  allocated", "B", whole.Select(r => (double)r.Bytes / Stages)),
        ];
    }

    private static double Nanoseconds(Cost with, Cost without, int count) => (with.Seconds - without.Seconds) * 1e9 / count;

    private static Source<object, NotUsed> Elements(object frame, int count) => Source.From(Enumerable.Repeat(frame, count));

    private static Source<object, NotUsed> WithStages(Source<object, NotUsed> source)
    {
        for (int i = 0; i < Stages; i++) source = source.Select(static element => element);
        return source;
    }

    private static Task<Cost> CostAsync(Source<object, NotUsed> source, ActorMaterializer materializer) =>
        Measure.CostAsync(() => source.RunWith(Sink.Ignore<object>(), materializer));

    private static Task<Cost> ChannelAsync(object frame) => Measure.CostAsync(async () =>
    {
        Channel<object> channel = Channel.CreateBounded<object>(new BoundedChannelOptions(16) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(async () =>
        {
            await foreach (object _ in channel.Reader.ReadAllAsync())
            {
                // As a sink that ignores.
            }
        });
        foreach (object element in Enumerable.Repeat(frame, Crossing)) await channel.Writer.WriteAsync(element);
        channel.Writer.Complete();
        await reading;
    });
}
