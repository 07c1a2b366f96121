using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>
/// Random producers and consumers that come, go, dawdle, fail and die, all at once on both cores, against what each hub promises.
/// A failure prints the plan, shrunk, and its seed.
/// </summary>
public sealed class HubModelTests : TestKit.TestKit
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly InvalidOperationException s_broken = new("broken");

    /// <summary>How one side of a hub behaves.</summary>
    private enum Kind
    {
        ToTheEnd,
        Slow,
        Leaves,
        Fails,
        Dies,
    }

    /// <summary>How the other side ends.</summary>
    private enum End
    {
        Completes,
        Fails,
        Dies,
    }

    private ActorMaterializer Mat => Sys.Materializer();

    [Fact]
    public void ABroadcastHubKeepsItsPromises() => Prop.ForAll(Plans(), (Plan p) => BroadcastAsync(p)).Check(Properties.Times(100));

    [Fact]
    public void AFanOutHubKeepsItsPromises() => Prop.ForAll(Plans(), (Plan p) => FanOutAsync(p)).Check(Properties.Times(100));

    [Fact]
    public void AMergeHubKeepsItsPromises() => Prop.ForAll(Plans(), (Plan p) => MergeAsync(p)).Check(Properties.Times(100));

    private static Arbitrary<Plan> Plans() => Arb.From(
        from count in Gen.Choose(1, 6)
        from sides in (from kind in Gen.Choose(0, 4)
                       from after in Gen.Choose(0, 20)
                       from delay in Gen.Choose(0, 30)
                       select new Side((Kind)kind, after, delay)).ArrayOf(count)
        from elements in Gen.Frequency((1, Gen.Choose(0, 5)), (4, Gen.Choose(6, 400)))
        from buffer in Gen.Choose(0, 5)
        from end in Gen.Choose(0, 2)
        from variant in Gen.Choose(0, 1)
        select new Plan(sides, elements, 1 << buffer, (End)end, variant == 1),
        p => Enumerable.Range(0, p.Sides.Length).Select(i => p with { Sides = [.. p.Sides.Where((_, j) => j != i)] })
            .Concat(p.Elements > 1 ? [p with { Elements = p.Elements / 2 }] : []));

    private async Task BroadcastAsync(Plan plan)
    {
        ActorMaterializer owner = ActorMaterializer.Create(Sys);
        (Task<Done> ended, Source<int, NotUsed> hub) = Producer(plan, owner, BroadcastHub.Sink<int>(plan.BufferSize));

        // Somebody reads to the end, or the hub would wait for ever.
        Consumer[] all = [.. await Task.WhenAll(plan.Sides.Append(new Side(Kind.ToTheEnd, 0, 40)).Select(side => Task.Run(() => ConsumeAsync(hub.MapMaterializedValue<FanOutConsumer?>(_ => null), side))))];
        foreach (Consumer consumer in all)
        {
            Contiguous(consumer.Seen);
            await EndsAsAsync(consumer, plan);
            if (consumer.Side.Kind is Kind.ToTheEnd or Kind.Slow && plan.End == End.Completes && consumer.Seen.Count > 0) consumer.Seen[^1].ShouldBe(plan.Elements - 1);
        }

        if (plan.End == End.Completes && !plan.Sides.Any(s => s.Kind == Kind.Dies))
        {
            int[] seen = [.. all.SelectMany(c => c.Seen).Distinct().Order()];
            seen.ShouldBe(Enumerable.Range(0, seen.Length));
        }

        await HasEndedAsync(ended, plan);
        await NothingRunsAsync(owner);
    }

    private async Task FanOutAsync(Plan plan)
    {
        ActorMaterializer owner = ActorMaterializer.Create(Sys);
        FanOutOverflow overflow = plan.Variant ? FanOutOverflow.DropOldest : FanOutOverflow.FailConsumer;
        int dropped = 0;
        (Task<Done> ended, Source<int, FanOutConsumer> hub) = Producer(plan, owner, FanOutHub.Sink<int>(plan.BufferSize, overflow, _ => Interlocked.Increment(ref dropped)));
        Consumer[] all = [.. await Task.WhenAll(plan.Sides.Select(side => Task.Run(() => ConsumeAsync(hub.MapMaterializedValue(c => (FanOutConsumer?)c), side))))];
        await HasEndedAsync(ended, plan);
        foreach (Consumer consumer in all)
        {
            bool overflowed = consumer.End is FanOutOverflowException;
            if (overflow == FanOutOverflow.FailConsumer) Contiguous(consumer.Seen);
            else overflowed.ShouldBeFalse();
            if (overflowed) consumer.Statistics!.Dropped.ShouldBe(1);
            else await EndsAsAsync(consumer, plan);
            for (int i = 1; i < consumer.Seen.Count; i++) consumer.Seen[i].ShouldBeGreaterThan(consumer.Seen[i - 1]);
            if (overflowed || plan.End == End.Dies || consumer.Seen.Count == 0 || consumer.Side.Kind is not (Kind.ToTheEnd or Kind.Slow)) continue;

            // It has the last ones, and what it has not is what was dropped and what came before it.
            consumer.Seen[^1].ShouldBe(plan.Elements - 1);
            (plan.Elements - consumer.Seen.Count - consumer.Statistics!.Dropped).ShouldBeInRange(0, consumer.Seen[0]);
        }

        dropped.ShouldBe((int)all.Sum(c => c.Statistics!.Dropped));
        await NothingRunsAsync(owner);
    }

    private async Task MergeAsync(Plan plan)
    {
        ActorMaterializer owner = ActorMaterializer.Create(Sys);
        int[] sent = new int[plan.Sides.Length];
        ConcurrentQueue<(int Producer, int Element)> seen = new();
        ConcurrentQueue<string> faults = new();
        ((Sink<(int Producer, int Element), NotUsed> hub, UniqueKillSwitch @switch), Task<Done> consumer) = MergeHub.Source<(int, int)>(plan.BufferSize)
            .ViaMaterialized(KillSwitches.Single<(int, int)>(), Keep.Both)
            .ToMaterialized(
                Sink.ForEach<(int Producer, int Element)>(x =>
                {
                    // In the hub, one at its door, and one in hand.
                    int ahead = Volatile.Read(ref sent[x.Producer]) - x.Element;
                    if (ahead > plan.BufferSize + 2) faults.Enqueue($"{ahead} ahead");
                    seen.Enqueue(x);
                }),
                Keep.Both)
            .Run(owner);

        // In one variant the hub ends while its producers are at work.
        Task<Exception?[]> producers = Task.WhenAll(plan.Sides.Select((side, p) => Task.Run(() => ProduceAsync(hub, side, p))));
        int whole = plan.Sides.Where(s => s.Kind != Kind.Dies).Sum(s => Elements(s));
        if (!plan.Variant)
        {
            await producers;
            AwaitCondition(() => seen.Count(x => plan.Sides[x.Producer].Kind != Kind.Dies) == whole, s_patience);
        }

        if (plan.End == End.Completes) @switch.Shutdown();
        else if (plan.End == End.Fails) @switch.Abort(s_broken);
        else owner.Shutdown();
        Exception?[] ends = await producers.WaitAsync(s_patience);
        Exception? end = await EndOfAsync(consumer);
        if (plan.End == End.Completes) end.ShouldBeNull();
        else if (plan.End == End.Fails) end.ShouldBe(s_broken);
        else end.ShouldBeOfType<AbruptTerminationException>();
        faults.ShouldBeEmpty();
        for (int p = 0; p < plan.Sides.Length; p++)
        {
            int[] of = [.. seen.Where(x => x.Producer == p).Select(x => x.Element)];
            of.ShouldBe(Enumerable.Range(0, of.Length));
            Kind kind = plan.Sides[p].Kind;
            if (kind is not (Kind.Fails or Kind.Dies)) ends[p].ShouldBeNull();
            if (!plan.Variant && kind == Kind.Fails) ends[p].ShouldBe(s_broken);
        }

        await NothingRunsAsync(owner);

        int Elements(Side side) => side.Kind is Kind.Fails or Kind.Leaves ? Math.Min(side.After, plan.Elements) : plan.Elements;

        async Task<Exception?> ProduceAsync(Sink<(int, int), NotUsed> to, Side side, int p)
        {
            for (int i = 0; i < side.Delay; i++) await Task.Yield();
            ActorMaterializer own = side.Kind == Kind.Dies ? ActorMaterializer.Create(Sys) : Mat;
            Source<int, NotUsed> elements = Source.From(Enumerable.Range(0, Elements(side)));
            if (side.Kind == Kind.Fails) elements = elements.Concat(Source.Failed<int>(s_broken));
            Task<Done> ended = elements
                .Select(x =>
                {
                    Volatile.Write(ref sent[p], x);
                    if (side.Kind == Kind.Slow && x % 8 == 0) Thread.Yield();
                    if (side.Kind == Kind.Dies && x == side.After) own.Shutdown();
                    return (p, x);
                })
                .WatchTermination((_, done) => done)
                .To(to)
                .Run(own);
            Exception? endOfProducer = await EndOfAsync(ended);
            if (side.Kind == Kind.Dies) own.Shutdown();
            return endOfProducer;
        }
    }

    private static (Task<Done> Ended, Source<int, TMat> Hub) Producer<TMat>(Plan plan, ActorMaterializer owner, Sink<int, Source<int, TMat>> sink)
    {
        Source<int, NotUsed> elements = Source.From(Enumerable.Range(0, plan.End == End.Dies ? int.MaxValue : plan.Elements));
        if (plan.End == End.Fails) elements = elements.Concat(Source.Failed<int>(s_broken));
        return elements
            .Select(x =>
            {
                if (x % 16 == 0) Thread.Yield();
                if (plan.End == End.Dies && x == plan.Elements) owner.Shutdown();
                return x;
            })
            .WatchTermination((_, ended) => ended)
            .ToMaterialized(sink, Keep.Both)
            .Run(owner);
    }

    private async Task<Consumer> ConsumeAsync(Source<int, FanOutConsumer?> hub, Side side)
    {
        for (int i = 0; i < side.Delay; i++) await Task.Yield();
        ActorMaterializer own = side.Kind == Kind.Dies ? ActorMaterializer.Create(Sys) : Mat;
        List<int> seen = [];
        Source<int, FanOutConsumer?> source = side.Kind == Kind.Leaves ? hub.Take(side.After) : hub;
        (FanOutConsumer? statistics, Task<Done> ended) = source
            .ToMaterialized(
                Sink.ForEach<int>(x =>
                {
                    seen.Add(x);
                    if (side.Kind == Kind.Slow && x % 4 == 0) Thread.Yield();
                    if (seen.Count <= side.After) return;
                    if (side.Kind == Kind.Fails) throw s_broken;
                    if (side.Kind == Kind.Dies) own.Shutdown();
                }),
                Keep.Both)
            .Run(own);
        Exception? end = await EndOfAsync(ended);
        if (side.Kind == Kind.Dies) own.Shutdown();
        return new Consumer(side, seen, end, statistics);
    }

    private static async Task<Exception?> EndOfAsync(Task<Done> task)
    {
        try
        {
            await task.WaitAsync(s_patience);
            return null;
        }
        catch (Exception ex) when (ex is not TimeoutException)
        {
            return ex;
        }
    }

    private static async Task HasEndedAsync(Task<Done> ended, Plan plan)
    {
        Exception? end = await EndOfAsync(ended);
        if (plan.End == End.Completes) end.ShouldBeNull();
        else if (plan.End == End.Fails) end.ShouldBe(s_broken);
        else end.ShouldBeOfType<AbruptTerminationException>();
    }

    private static Task EndsAsAsync(Consumer consumer, Plan plan)
    {
        // One that ends by itself may be overtaken by the hub's end; one that goes on to the end has that of the hub.
        bool own = consumer.Side.Kind switch
        {
            Kind.Leaves => consumer.End is null && consumer.Seen.Count == consumer.Side.After,
            Kind.Fails => consumer.End == s_broken,
            Kind.Dies => consumer.End is AbruptTerminationException,
            _ => false,
        };
        if (own) return Task.CompletedTask;
        if (plan.End == End.Completes) consumer.End.ShouldBeNull();
        else if (plan.End == End.Fails) consumer.End.ShouldBe(s_broken);
        else consumer.End.ShouldBeOfType<AbruptTerminationException>();
        return Task.CompletedTask;
    }

    private static void Contiguous(List<int> seen)
    {
        for (int i = 1; i < seen.Count; i++) seen[i].ShouldBe(seen[i - 1] + 1);
    }

    private Task NothingRunsAsync(ActorMaterializer owner)
    {
        AwaitCondition(() => owner.RunningGraphs + Mat.RunningGraphs == 0, s_patience);
        owner.Shutdown();
        return Task.CompletedTask;
    }

    private sealed record Side(Kind Kind, int After, int Delay);

    private sealed record Plan(Side[] Sides, int Elements, int BufferSize, End End, bool Variant)
    {
        public override string ToString() => $"{Elements} elements, buffer {BufferSize}, {End}, {Variant}: {string.Join(", ", Sides.AsEnumerable())}";
    }

    private sealed record Consumer(Side Side, List<int> Seen, Exception? End, FanOutConsumer? Statistics);
}
