using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>Events to eight subscribers of a base type.</summary>
internal static class EventStreamLoad
{
    private const int Subscribers = 8;
    private const int Events = 10_000;
    private const int Rounds = 20;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        IActorRef[] all = [.. Enumerable.Range(0, Subscribers).Select(_ => system.ActorOf(Props.Create(() => new Subscriber())))];
        foreach (IActorRef one in all) system.EventStream.Subscribe<Base>(one);
        List<Cost> runs = await Measure.RunsAsync(() => Measure.CostAsync(async () =>
        {
            for (int round = 0; round < Rounds; round++) await RoundAsync(system);
        }));
        const double Deliveries = (double)Subscribers * Events * Rounds;
        return
        [
            Figure.Of("events", $"event stream, {Subscribers} subscribers", "del/s", runs.Select(r => Deliveries / r.Seconds), 4_000_000, atLeast: true),
            Figure.Of("events", "  allocated", "B/del", runs.Select(r => r.Bytes / Deliveries), 0.01),
        ];
    }

    private static Task RoundAsync(ActorSystem system)
    {
        Derived @event = new(new(TaskCreationOptions.RunContinuationsAsynchronously), new int[1]);
        for (int i = 0; i < Events; i++) system.EventStream.Publish(@event);
        return @event.Done.Task;
    }

    private abstract record Base(TaskCompletionSource Done, int[] Finished);

    private sealed record Derived(TaskCompletionSource Done, int[] Finished) : Base(Done, Finished);

    private sealed class Subscriber : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            var one = (Base)message;
            if (++_count % Events == 0 && Interlocked.Increment(ref one.Finished[0]) == Subscribers) one.Done.SetResult();
        }
    }
}
