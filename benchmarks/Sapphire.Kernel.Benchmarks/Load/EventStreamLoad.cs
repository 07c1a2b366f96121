using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>Events to eight subscribers of a base type.</summary>
internal static class EventStreamLoad
{
    private const int Subscribers = 8;
    private const int Events = 200_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        List<Cost> runs = await Measure.RunsAsync(() => PublishAsync(system));
        const double Deliveries = (double)Subscribers * Events;
        return
        [
            Figure.Of("events", $"event stream, {Subscribers} subscribers", "del/s", runs.Select(r => Deliveries / r.Seconds), 4_000_000, atLeast: true),
            Figure.Of("events", "  allocated", "B/del", runs.Select(r => r.Bytes / Deliveries), 0.01),
        ];
    }

    private static async Task<Cost> PublishAsync(ActorSystem system)
    {
        TaskCompletionSource[] done = [.. Enumerable.Range(0, Subscribers).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        IActorRef[] all = [.. done.Select(one => system.ActorOf(Props.Create(() => new Subscriber(one))))];
        foreach (IActorRef one in all) system.EventStream.Subscribe<Base>(one);
        Derived @event = new();
        Cost cost = await Measure.CostAsync(() =>
        {
            for (int i = 0; i < Events; i++) system.EventStream.Publish(@event);
            return Task.WhenAll(done.Select(one => one.Task));
        });
        foreach (IActorRef one in all) await one.GracefulStop(TimeSpan.FromSeconds(30));
        return cost;
    }

    private abstract record Base;

    private sealed record Derived : Base;

    private sealed class Subscriber(TaskCompletionSource done) : UntypedActor
    {
        private int _left = Events;

        protected override void OnReceive(object message)
        {
            if (--_left == 0) done.SetResult();
        }
    }
}
