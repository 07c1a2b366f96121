using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>What an actor keeps that has handled a message and waits for the next.</summary>
internal static class IdleActorLoad
{
    /// <summary>Two hundred thousand of each kind.</summary>
    public static Task<IReadOnlyList<Figure>> RunAsync() => RunAsync(200_000);

    /// <summary>That many of each kind.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(int count)
    {
        List<double> untyped = await Measure.RunsAsync(() => BytesAsync(Props.Create(() => new Untyped()), count), runs: 3, warmups: 0);
        List<double> receive = await Measure.RunsAsync(() => BytesAsync(Props.Create(() => new Receiving()), count), runs: 3, warmups: 0);
        return
        [
            Figure.Of("idle", $"idle UntypedActor (of {count:#,0})", "B", untyped, 1000),
            Figure.Of("idle", $"idle ReceiveActor with two handlers (of {count:#,0})", "B", receive, 1000),
        ];
    }

    private static async Task<double> BytesAsync(Props props, int count)
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        Measure.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        IActorRef last = ActorRefs.Nobody;
        for (int i = 0; i < count; i++)
        {
            last = system.ActorOf(props);
            last.Tell(Untyped.Ping, ActorRefs.NoSender);

            // Each has handled its message before the next thousand come.
            if (i % 1000 == 999) await last.Ask<object>(Untyped.Ping);
        }

        Measure.Collect();
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        GC.KeepAlive(last);
        return bytes;
    }

    private sealed class Untyped : UntypedActor
    {
        public static readonly object Ping = new();

        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }

    private sealed class Receiving : ReceiveActor
    {
        public Receiving()
        {
            Receive<string>(message => Sender.Tell(message, Self));
            ReceiveAny(message => Sender.Tell(message, Self));
        }
    }
}
