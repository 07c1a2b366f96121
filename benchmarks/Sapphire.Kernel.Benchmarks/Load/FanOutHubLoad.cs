using System.Threading.Channels;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>
/// One source through a hub to eight consumers. The producer stays at most two blocks ahead of the slowest, so that nothing is dropped
/// and each delivery counts.
/// </summary>
internal static class FanOutHubLoad
{
    private const int Consumers = 8;
    private const int Block = 128;
    private const int Blocks = 500;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        ActorMaterializer materializer = system.Materializer();
        List<Cost> runs = await Measure.RunsAsync(() => DeliverAsync(materializer));
        const double Deliveries = (double)Consumers * Block * Blocks;
        return
        [
            Figure.Of("fan-out", $"FanOutHub, {Consumers} consumers", "del/s", runs.Select(r => Deliveries / r.Seconds), 1_000_000, atLeast: true),
            Figure.Of("fan-out", "  allocated", "B/del", runs.Select(r => r.Bytes / Deliveries)),
        ];
    }

    private static async Task<Cost> DeliverAsync(ActorMaterializer materializer)
    {
        object frame = new();
        int dropped = 0;
        using SemaphoreSlim taken = new(0);
        (ChannelWriter<object> writer, Source<object, FanOutConsumer> hub) = ChannelSource.Create<object>(Block, singleWriter: true)
            .ToMaterialized(FanOutHub.Sink<object>(2 * Block, FanOutOverflow.DropOldest, _ => dropped++), Keep.Both)
            .Run(materializer);
        Task[] consumers = [.. Enumerable.Range(0, Consumers).Select(_ =>
        {
            int count = 0;
            return hub.RunWith(
                Sink.ForEach<object>(_ =>
                {
                    if (++count % Block == 0) taken.Release();
                }),
                materializer);
        })];

        // Each consumer has joined when it has got a block.
        Cost cost = await Measure.CostAsync(async () =>
        {
            for (int block = 0; block < Blocks; block++)
            {
                for (int i = 0; i < Block; i++) await writer.WriteAsync(frame);
                if (block == 0) continue;
                for (int i = 0; i < Consumers; i++) await taken.WaitAsync();
            }

            for (int i = 0; i < Consumers; i++) await taken.WaitAsync();
        });
        writer.Complete();
        await Task.WhenAll(consumers);
        return dropped == 0 ? cost : throw new InvalidOperationException($"The hub dropped {dropped} elements although nobody was far behind.");
    }
}
