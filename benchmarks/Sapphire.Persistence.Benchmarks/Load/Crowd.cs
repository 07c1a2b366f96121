using System.Diagnostics;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Benchmarks.Load;

/// <summary>Persistent actors that store events as fast as they are acknowledged.</summary>
internal static class Crowd
{
    public const int Actors = 50;

    public static string Id(int actor) => $"chat-{actor:00}";

    /// <returns>Events a second, from the first command to the last handler.</returns>
    public static async Task<double> RateAsync(IJournal journal, int actors, int events, int window, Action? began = null)
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        Persistence.Add(system, journal, Said.Catalog);
        TaskCompletionSource[] ready = Completions(actors);
        TaskCompletionSource[] done = Completions(actors);
        IActorRef[] all = [.. Enumerable.Range(0, actors).Select(i => system.ActorOf(Props.Create(() => new WriterActor(Id(i), events, window, ready[i], done[i])), Id(i)))];
        await Task.WhenAll(ready.Select(one => one.Task));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        began?.Invoke();
        long start = Stopwatch.GetTimestamp();
        foreach (IActorRef actor in all) actor.Tell(WriterActor.Begin.Instance, ActorRefs.NoSender);
        await Task.WhenAll(done.Select(one => one.Task));
        return actors * (double)events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static TaskCompletionSource[] Completions(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
}
