using System.Diagnostics;
using Sapphire.Cluster.InProcess;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.RabbitMq;
using Sapphire.Kernel.Benchmarks;
using Sapphire.RabbitMq.TestKit;

namespace Sapphire.Cluster.Benchmarks;

/// <summary>What nodes pay to reach each other: two nodes of this process over a RabbitMQ of our own, and over the broker in the process.</summary>
public static class ClusterBenchmarks
{
    private const int Runs = 5;
    private const int Calls = 1_000;
    private const int Streamed = 20_000;

    private static readonly EntityKind Kind = new("bench", 16);

    // A command of a chat is about that long.
    private static readonly byte[] Body = new byte[300];

    /// <summary>Measures all.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        InProcessBroker inProcess = new();
        BrokerServer server = await BrokerServer.SharedAsync();
        return
        [
            .. await MeasureAsync("RabbitMQ", settings => RabbitMqTransport.Create(settings, new RabbitMqSettings().WithUri(server.Uri))),
            .. await MeasureAsync("in process", settings => InProcessTransport.Create(inProcess, settings)),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string over, Func<ClusterSettings, IClusterTransport> create)
    {
        string prefix = $"b{Guid.NewGuid():N}"[..10];
        await using IClusterTransport web = create(new() { NodeName = "web", Prefix = prefix });
        await using IClusterTransport session = create(new() { NodeName = "session", Prefix = prefix });
        await web.ConnectedAsync();
        await session.ConnectedAsync();
        using CountedInbox inbox = new(web);

        // The owner of the shard answers each command to the inbox of its sender.
        await session.Entities.ClaimAsync(Kind, 0, async delivery =>
        {
            if (delivery.Message.CorrelationId == "reply") await session.Inbox.TellAsync(delivery.Message.SenderNode!.Value, Message());
            await delivery.AcknowledgeAsync();
        });
        List<double> confirm50 = [], confirm99 = [], trip50 = [], trip99 = [], sent = [], streamed = [], token50 = [], token99 = [];
        for (int run = -1; run < Runs; run++)
        {
            double[] confirms = await EachAsync(Calls, () => web.Entities.SendAsync(Kind, 1, Message()));
            double[] trips = await EachAsync(Calls, async () =>
            {
                Task reply = inbox.Expect(1);
                await web.Entities.SendAsync(Kind, 0, Message() with { CorrelationId = "reply", SenderNode = web.Self });
                await reply;
            });
            double[] tokens = await EachAsync(Calls, async () =>
            {
                Task came = inbox.Expect(1);
                await session.Inbox.TellAsync(web.Self, Message());
                await came;
            });
            double many = await RateAsync(Streamed, () => Task.WhenAll(Enumerable.Range(0, Streamed).Select(i => web.Entities.SendAsync(Kind, 2 + (i % 14), Message()))));
            double stream = await RateAsync(Streamed, async () =>
            {
                Task all = inbox.Expect(Streamed);
                for (int i = 0; i < Streamed; i++) await session.Inbox.TellAsync(web.Self, Message());
                await all;
            });
            if (run < 0) continue;
            confirm50.Add(Measure.Percentile(confirms, 0.5));
            confirm99.Add(Measure.Percentile(confirms, 0.99));
            trip50.Add(Measure.Percentile(trips, 0.5));
            trip99.Add(Measure.Percentile(trips, 0.99));
            token50.Add(Measure.Percentile(tokens, 0.5));
            token99.Add(Measure.Percentile(tokens, 0.99));
            sent.Add(many);
            streamed.Add(stream);
        }

        return
        [
            Figure.Of("cluster", $"{over}: command confirmed, p50", "ms", confirm50),
            Figure.Of("cluster", $"{over}: command confirmed, p99", "ms", confirm99),
            Figure.Of("cluster", $"{over}: command to its owner and reply, p50", "ms", trip50),
            Figure.Of("cluster", $"{over}: command to its owner and reply, p99", "ms", trip99),
            Figure.Of("cluster", $"{over}: token to another node, p50", "ms", token50, bar: 10),
            Figure.Of("cluster", $"{over}: token to another node, p99", "ms", token99),
            Figure.Of("cluster", $"{over}: commands confirmed, many at once", "1/s", sent),
            Figure.Of("cluster", $"{over}: tokens streamed to another node", "1/s", streamed),
        ];
    }

    private static WireMessage Message() => new() { SerializerId = 1, Manifest = "bench.1", Body = Body, MessageId = Guid.CreateVersion7().ToString("N") };

    private static async Task<double[]> EachAsync(int count, Func<Task> call)
    {
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await call();
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static async Task<double> RateAsync(int count, Func<Task> work)
    {
        long begun = Stopwatch.GetTimestamp();
        await work();
        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private sealed class CountedInbox : IDisposable
    {
        private readonly IDisposable _receiver;
        private TaskCompletionSource _done = new();
        private int _missing;

        public CountedInbox(IClusterTransport node) => _receiver = node.Inbox.Receive(_ =>
        {
            if (Interlocked.Decrement(ref _missing) == 0) _done.TrySetResult();
            return ValueTask.CompletedTask;
        });

        public Task Expect(int count)
        {
            _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _missing, count);
            return _done.Task;
        }

        public void Dispose() => _receiver.Dispose();
    }
}
