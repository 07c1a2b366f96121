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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
        object greeting = new();
        int dropped = 0;
        SemaphoreSlim[] taken = [.. Enumerable.Range(0, Consumers).Select(_ => new SemaphoreSlim(0))];
        using CountdownEvent joined = new(Consumers);
        (ChannelWriter<object> writer, Source<object, FanOutConsumer> hub) = ChannelSource.Create<object>(Block, singleWriter: true)
            .ToMaterialized(FanOutHub.Sink<object>(4 * Block, FanOutOverflow.DropOldest, element => dropped += ReferenceEquals(element, frame) ? 1 : 0), Keep.Both)
            .Run(materializer);
        Task[] consumers = [.. Enumerable.Range(0, Consumers).Select(n =>
        {
            int count = 0;
            bool greeted = false;
            return hub.RunWith(
                Sink.ForEach<object>(element =>
                {
                    if (ReferenceEquals(element, frame))
                    {
                        if (++count % Block == 0) taken[n].Release();
                    }
                    else if (!greeted)
                    {
                        greeted = true;
                        joined.Signal();
                    }
                }),
                materializer);
        })];

        // A consumer gets what comes after it has joined: so all have got something before it begins.
        while (!joined.Wait(TimeSpan.FromMilliseconds(1))) await writer.WriteAsync(greeting);
        Cost cost = await Measure.CostAsync(async () =>
        {
            for (int block = 0; block < Blocks; block++)
            {
                for (int i = 0; i < Block; i++) await writer.WriteAsync(frame);
                if (block == 0) continue;
                await TakenAsync();
            }

            await TakenAsync();
        });
        writer.Complete();
        await Task.WhenAll(consumers);
        foreach (SemaphoreSlim one in taken) one.Dispose();
        return cost;

        async Task TakenAsync()
        {
            foreach (SemaphoreSlim one in taken)
            {
                if (!await one.WaitAsync(Patience)) throw new TimeoutException($"A consumer does not go on; the hub dropped {dropped} elements.");
            }
        }
    }
}
