using System.Diagnostics;
using System.Threading.Channels;
using Sapphire.Kernel.Actor;

namespace Sapphire.Benchmarks;

/// <summary>Messages in memory: two pairs that play ping-pong, and one question with its answer, beside a channel in the same run.</summary>
internal static class KernelBenchmark
{
    private const int Pairs = 2;
    private const int Balls = 100;
    private const int Hits = 1_000_000;
    private const int Asks = 100_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        List<double> tells = [];
        List<double> asks = [];
        List<double> channels = [];
        await using ActorSystem system = ActorSystem.Create("bench");
        IActorRef echo = system.ActorOf(Props.Create(() => new Echo()));
        for (int run = 0; run <= Server.Runs; run++)
        {
            double tell = await TellAsync(system);
            double ask = await TimeAsync(() => echo.Ask<object>(Echo.Question));
            double channel = await ChannelAsync();

            // The first run warms up.
            if (run > 0)
            {
                tells.Add(tell);
                asks.Add(ask);
                channels.Add(channel);
            }
        }

        return
        [
            Figure.Of("kernel", "tell, two pairs", "msg/s", tells, 16_000_000, atLeast: true),
            Figure.Of("kernel", "ask and answer", "µs", asks),
            Figure.Of("kernel", "channel and task completion source", "µs", channels),
            Figure.Of("kernel", "ask over channel", string.Empty, asks.Zip(channels, (a, b) => a / b), 1),
        ];
    }

    private static async Task<double> TellAsync(ActorSystem system)
    {
        TaskCompletionSource[] done = [.. Enumerable.Range(0, Pairs).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        (IActorRef Ping, IActorRef Pong)[] pairs = [.. done.Select(one => (system.ActorOf(Props.Create(() => new Player(one, Hits))), system.ActorOf(Props.Create(() => new Player(one, Hits)))))];
        long start = Stopwatch.GetTimestamp();
        foreach ((IActorRef ping, IActorRef pong) in pairs)
        {
            for (int i = 0; i < Balls; i++)
            {
                ping.Tell(Player.Ball, pong);
            }
        }

        await Task.WhenAll(done.Select(one => one.Task));
        double rate = Pairs * 2.0 * Hits / Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach ((IActorRef ping, IActorRef pong) in pairs)
        {
            system.Stop(ping);
            system.Stop(pong);
        }

        return rate;
    }

    private static async Task<double> ChannelAsync()
    {
        Channel<TaskCompletionSource<object>> channel = Channel.CreateUnbounded<TaskCompletionSource<object>>(new UnboundedChannelOptions { SingleReader = true });
        Task reading = Task.Run(async () =>
        {
            await foreach (TaskCompletionSource<object> question in channel.Reader.ReadAllAsync())
            {
                question.SetResult(Echo.Question);
            }
        });
        double microseconds = await TimeAsync(() =>
        {
            TaskCompletionSource<object> question = new(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Writer.TryWrite(question);
            return question.Task;
        });
        channel.Writer.Complete();
        await reading;
        return microseconds;
    }

    private static async Task<double> TimeAsync(Func<Task<object>> ask)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Asks; i++)
        {
            _ = await ask();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Asks;
    }

    private sealed class Echo : UntypedActor
    {
        public static readonly object Question = new();

        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }

    private sealed class Player(TaskCompletionSource done, int hits) : UntypedActor
    {
        public static readonly object Ball = new();
        private int _left = hits;

        protected override void OnReceive(object message)
        {
            if (--_left > 0)
            {
                Sender.Tell(message, Self);
            }
            else
            {
                done.TrySetResult();
            }
        }
    }
}
