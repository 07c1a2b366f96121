using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>What comes and goes leaves nothing behind: each side holds a marker, and all markers are collected while the long-lived side still runs.</summary>
public sealed class StreamLeakTests : TestKit.TestKit
{
    private const int Few = 200;
    private const int Many = 20_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly List<WeakReference> _markers = [];

    private ActorMaterializer Mat => Sys.Materializer();

    [Fact]
    public async Task SidesOfHubsLeaveNothing() => await HubsAsync(Few);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "leaks")]
    public async Task ManySidesOfHubsLeaveNothing()
    {
        await HubsAsync(Many / 10);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await HubsAsync(Many);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(4_000_000);
    }

    [Fact]
    public async Task StreamsOfASwitchLeaveNothing() => await SwitchAsync(Few);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "leaks")]
    public async Task ManyStreamsOfASwitchLeaveNothing() => await SwitchAsync(Many);

    [Fact]
    public async Task GraphsThatFailAreAbortedOrDiscardedLeaveNothing() => await BrokenAsync(Few / 4);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "leaks")]
    public async Task ManyGraphsThatFailAreAbortedOrDiscardedLeaveNothing() => await BrokenAsync(Many / 10);

    private async Task HubsAsync(int count)
    {
        ActorMaterializer hubs = ActorMaterializer.Create(Sys);
        Source<int, NotUsed> broadcast = Source.From(Enumerable.Range(0, int.MaxValue)).RunWith(BroadcastHub.Sink<int>(4), hubs);
        (TestPublisher.Probe<int> live, Source<int, FanOutConsumer> fanOut) = this.SourceProbe<int>().ToMaterialized(FanOutHub.Sink<int>(4, FanOutOverflow.DropOldest), Keep.Both).Run(hubs);
        Sink<int, NotUsed> merge = MergeHub.Source<int>(4).To(Sink.Ignore<int>()).Run(hubs);
        List<Task> ends = [];
        for (int i = 0; i < count; i++)
        {
            ends.Add(broadcast.Take(1 + (i % 3)).RunWith(Marked(fails: i % 5 == 0), Mat));
            UniqueKillSwitch leave = fanOut.ViaMaterialized(KillSwitches.Single<int>(), Keep.Right).To(Marked(fails: false)).Run(Mat);
            if (i % 16 == 0) live.SendNext(i);
            leave.Shutdown();
            ends.Add(Produce(i).WatchTermination((_, ended) => ended).To(merge).Run(Mat));
            if (ends.Count < 32) continue;
            await EndedAsync(ends);
        }

        await EndedAsync(ends);
        AwaitCondition(() => Mat.RunningGraphs == 0, s_patience);
        hubs.RunningGraphs.ShouldBe(3);
        Collected();
        hubs.Shutdown();
        AwaitCondition(() => hubs.RunningGraphs == 0, s_patience);
    }

    private async Task SwitchAsync(int count)
    {
        SharedKillSwitch @switch = KillSwitches.Shared("long-lived");
        using CancellationTokenSource token = new();
        List<Task> ends = [];
        for (int i = 0; i < count; i++)
        {
            ends.Add(Source.Single(i).Via(@switch.Flow<int>()).Via(token.Token.AsFlow<int>()).RunWith(Marked(fails: i % 5 == 0), Mat));
            if (ends.Count == 32) await EndedAsync(ends);
        }

        await EndedAsync(ends);
        AwaitCondition(() => Mat.RunningGraphs == 0, s_patience);
        Collected();
        @switch.Shutdown();
    }

    private async Task BrokenAsync(int count)
    {
        SharedKillSwitch @switch = KillSwitches.Shared("long-lived");
        ActorMaterializer hubs = ActorMaterializer.Create(Sys);
        Source<int, FanOutConsumer> hub = this.SourceProbe<int>().RunWith(FanOutHub.Sink<int>(4, FanOutOverflow.DropOldest), hubs);
        List<Task> ends = [];
        for (int i = 0; i < count; i++)
        {
            // Discarded: making its materialised value fails.
            Should.Throw<InvalidOperationException>(() => hub.Via(@switch.Flow<int>()).ToMaterialized(Marked(fails: false), (_, _) => Fail()).Run(Mat));

            // Failed.
            ends.Add(Source.From([1, 2]).Async().Via(@switch.Flow<int>()).RunWith(Marked(fails: true), Mat));

            // Aborted.
            ActorMaterializer own = ActorMaterializer.Create(Sys);
            ends.Add(hub.Via(@switch.Flow<int>()).Async().RunWith(Marked(fails: false), own));
            ends.Add(Source.Queue<int>(1, OverflowStrategy.Backpressure).Via(@switch.Flow<int>()).RunWith(Marked(fails: false), own));
            own.Shutdown();
            await EndedAsync(ends);
            AwaitCondition(() => own.RunningGraphs == 0, s_patience);
        }

        AwaitCondition(() => Mat.RunningGraphs == 0, s_patience);
        hubs.RunningGraphs.ShouldBe(1);
        Collected();
        @switch.Shutdown();
        hubs.Shutdown();
    }

    private static NotUsed Fail() => throw new InvalidOperationException("cannot be made");

    private static async Task EndedAsync(List<Task> ends)
    {
        foreach (Task end in ends) await end.WaitAsync(s_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ends.Clear();
    }

    private Sink<int, Task<Done>> Marked(bool fails)
    {
        object marker = new();
        _markers.Add(new WeakReference(marker));
        return Sink.ForEach<int>(x =>
        {
            GC.KeepAlive(marker);
            if (fails) throw new InvalidOperationException("consumer");
        });
    }

    private Source<int, NotUsed> Produce(int i)
    {
        object marker = new();
        _markers.Add(new WeakReference(marker));
        return Source.From(Enumerable.Range(0, i % 8)).Select(x =>
        {
            GC.KeepAlive(marker);
            return x;
        });
    }

    // A handful may still be named by a register or a pooled frame.
    private void Collected()
    {
        AwaitCondition(
            () =>
            {
                GC.Collect();
                return _markers.Count(m => m.IsAlive) <= 16;
            },
            s_patience);
        _markers.Clear();
    }
}
