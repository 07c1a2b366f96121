using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>An actor that fails at each message and is made anew, beside the throwing and catching alone.</summary>
internal static class RestartLoad
{
    private const int Count = 20_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        List<(Cost Restart, Cost Throw)> runs = await Measure.RunsAsync(async () => (await RestartAsync(system), await ThrowAsync()), runs: 5, warmups: 1);
        return
        [
            Figure.Of("restart", "restarts", "1/s", runs.Select(r => Count / r.Restart.Seconds)),
            Figure.Of("restart", "  time over that of the exception alone", "×", runs.Select(r => r.Restart.Seconds / r.Throw.Seconds)),
            Figure.Of("restart", "  allocated", "B", runs.Select(r => (double)r.Restart.Bytes / Count)),
        ];
    }

    private static async Task<Cost> RestartAsync(ActorSystem system)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef failing = system.ActorOf(Props.Create(() => new Failing()));
        Cost cost = await Measure.CostAsync(() =>
        {
            for (int i = 0; i < Count; i++) failing.Tell("fail", ActorRefs.NoSender);
            failing.Tell(done, ActorRefs.NoSender);
            return done.Task;
        });
        system.Stop(failing);
        return cost;
    }

    private static Task<Cost> ThrowAsync() => Measure.CostAsync(() =>
    {
        for (int i = 0; i < Count; i++)
        {
            try
            {
                throw new InvalidOperationException("As asked.");
            }
            catch (InvalidOperationException)
            {
                // That is all it measures.
            }
        }

        return Task.CompletedTask;
    });

    private sealed class Failing : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not TaskCompletionSource done) throw new InvalidOperationException("As asked.");
            done.SetResult();
        }
    }
}
