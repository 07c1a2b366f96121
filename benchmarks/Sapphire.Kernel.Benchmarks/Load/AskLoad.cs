using System.Threading.Channels;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>One question after the other, beside a channel whose reader completes a task source, in turns.</summary>
internal static class AskLoad
{
    private const int Asks = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        using CancellationTokenSource cancellation = new();
        CancellationToken token = cancellation.Token;
        IActorRef echo = system.ActorOf(Props.Create(() => new Echo()));
        List<(Cost Raw, Cost RawTimeout, Cost RawToken, Cost Ask, Cost Timeout, Cost Token)> runs = await Measure.RunsAsync(async () => (
            await ChannelAsync(static answer => answer),
            await ChannelAsync(static answer => answer.WaitAsync(Patience)),
            await ChannelAsync(answer => answer.WaitAsync(Patience, token)),
            await TimeAsync(() => echo.Ask<object>(Echo.Question)),
            await TimeAsync(() => echo.Ask<object>(Echo.Question, Patience)),
            await TimeAsync(() => echo.Ask<object>(Echo.Question, Patience, token))));
        return
        [
            Figure.Of("ask", "channel and task source, round trip", "µs", runs.Select(r => Microseconds(r.Raw))),
            Figure.Of("ask", "  allocated", "B", runs.Select(r => Bytes(r.Raw))),
            Figure.Of("ask", "ask", "µs", runs.Select(r => Microseconds(r.Ask)), 2),
            Figure.Of("ask", "  over the channel", "×", runs.Select(r => r.Ask.Seconds / r.Raw.Seconds), 1),
            Figure.Of("ask", "  allocated", "B", runs.Select(r => Bytes(r.Ask)), 500),
            Figure.Of("ask", "ask with a timeout", "µs", runs.Select(r => Microseconds(r.Timeout)), 2),
            Figure.Of("ask", "  over the channel, awaited with a timeout", "×", runs.Select(r => r.Timeout.Seconds / r.RawTimeout.Seconds), 1),
            Figure.Of("ask", "  over the channel, awaited without", "×", runs.Select(r => r.Timeout.Seconds / r.Raw.Seconds)),
            Figure.Of("ask", "  allocated", "B", runs.Select(r => Bytes(r.Timeout)), 500),
            Figure.Of("ask", "ask with a timeout and a token", "µs", runs.Select(r => Microseconds(r.Token)), 2),
            Figure.Of("ask", "  over the channel, awaited with both", "×", runs.Select(r => r.Token.Seconds / r.RawToken.Seconds), 1),
            Figure.Of("ask", "  over the channel, awaited without", "×", runs.Select(r => r.Token.Seconds / r.Raw.Seconds)),
            Figure.Of("ask", "  allocated", "B", runs.Select(r => Bytes(r.Token)), 500),
        ];
    }

    private static double Microseconds(Cost cost) => cost.Seconds * 1e6 / Asks;

    private static double Bytes(Cost cost) => (double)cost.Bytes / Asks;

    private static async Task<Cost> ChannelAsync(Func<Task<object>, Task<object>> wait)
    {
        Channel<TaskCompletionSource<object>> channel = Channel.CreateUnbounded<TaskCompletionSource<object>>(new UnboundedChannelOptions { SingleReader = true });
        Task reading = Task.Run(async () =>
        {
            await foreach (TaskCompletionSource<object> question in channel.Reader.ReadAllAsync()) question.SetResult(Echo.Question);
        });
        Cost cost = await TimeAsync(() =>
        {
            TaskCompletionSource<object> question = new(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Writer.TryWrite(question);
            return wait(question.Task);
        });
        channel.Writer.Complete();
        await reading;
        return cost;
    }

    private static Task<Cost> TimeAsync(Func<Task<object>> ask) => Measure.CostAsync(async () =>
    {
        for (int i = 0; i < Asks; i++) _ = await ask();
    });

    private sealed class Echo : UntypedActor
    {
        public static readonly object Question = new();

        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }
}
