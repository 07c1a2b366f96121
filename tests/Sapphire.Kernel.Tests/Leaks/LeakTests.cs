using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Leaks;

/// <summary>
/// Whatever comes and goes leaves nothing: memory and handles return to where they were. A first part warms up, so that tables have
/// grown to the size they keep; the second, as long, must leave no more than noise, in one of five tries. Alone in the process, since memory is the process's.
/// </summary>
[Collection("alone")]
public sealed class LeakTests
{
    private const int Batch = 500;
    private const int Rounds = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private sealed record Ping;

    private sealed record Bang;

    private sealed class Worker : ReceiveActor, IWithTimers
    {
        public Worker()
        {
            Receive<Ping>(_ => Sender.Tell("pong"));
            Receive<Bang>(_ => throw new FormatException());
            Receive<IActorRef>(subject => Context.Watch(subject));
            Receive<Terminated>(_ => { });
            Receive<TimeSpan>(delay =>
            {
                Timers.StartSingleTimer("once", new Ping(), delay);
                Timers.StartPeriodicTimer("often", new Ping(), delay);
                Context.SetReceiveTimeout(delay);
                Context.ActorOf(Props.CreateBy(() => new Worker()));
                Sender.Tell("set");
            });
            Receive<string>(_ => { });
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }

    private static Props New { get; } = Props.CreateBy(() => new Worker());

    [Fact]
    [Trait("soak", "leaks")]
    public Task Actors_that_started_and_stopped() => MeasureAsync(1_000_000, system =>
    {
        var ends = new Ends(system, Batch);
        for (int i = 0; i < Batch; i++)
        {
            IActorRef a = system.ActorOf(New);
            ends.Await(a);
            a.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }

        return ends.Task;
    });

    [Fact]
    [Trait("soak", "leaks")]
    public Task Watchers_and_what_they_watched()
    {
        IActorRef? stays = null;
        return MeasureAsync(300_000, system => WatchAsync(system, stays ??= system.SystemActorOf(New)));
    }

    private static async Task WatchAsync(ActorSystem system, IActorRef stays)
    {
        IActorRef watcher = system.ActorOf(New);
        var subjects = new Ends(system, Batch);
        for (int i = 0; i < Batch; i++)
        {
            IActorRef a = system.ActorOf(New);
            watcher.Tell(a, ActorRefs.NoSender);

            // Watches somebody who stays: its end must take the watch along.
            a.Tell(stays, ActorRefs.NoSender);
            subjects.Await(a);
            a.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }

        await subjects.Task;
        await EndAsync(system, watcher);
    }

    [Fact]
    [Trait("soak", "leaks")]
    public Task Actors_with_timers_children_and_failures() => MeasureAsync(200_000, async system =>
    {
        var ends = new Ends(system, Batch);
        for (int i = 0; i < Batch; i++)
        {
            IActorRef a = system.ActorOf(New);
            a.Tell(TimeSpan.FromHours(1), ActorRefs.NoSender);
            a.Tell(new Bang(), ActorRefs.NoSender);
            a.Tell(TimeSpan.FromHours(1), ActorRefs.NoSender);
            ends.Await(a);
            a.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }

        await ends.Task;
    });

    [Fact]
    [Trait("soak", "leaks")]
    public Task Asks_that_were_answered_cancelled_or_timed_out() => MeasureAsync(600_000, async system =>
    {
        IActorRef a = system.ActorOf(New);
        using var cancellation = new CancellationTokenSource();
        Task[] cancelled = [.. Enumerable.Range(0, Batch / 3).Select(_ => a.Ask<string>("no answer", cancellation.Token))];
        Task[] late = [.. Enumerable.Range(0, Batch / 3).Select(_ => a.Ask<string>("no answer", TimeSpan.FromSeconds(1)))];
        Task<string>[] answered = [.. Enumerable.Range(0, Batch / 3).Select(_ => a.Ask<string>(new Ping(), TimeSpan.FromHours(1)))];
        await Task.WhenAll(answered);
        await cancellation.CancelAsync();
        ((ManualTimeProvider)system.TimeProvider).Advance(TimeSpan.FromSeconds(2));
        await EndAsync(system, a);
        foreach (Task t in cancelled.Concat(late)) (await Record.ExceptionAsync(() => t.WaitAsync(Patience))).ShouldBeAssignableTo<Exception>().ShouldNotBeOfType<TimeoutException>();
    });

    [Fact]
    [Trait("soak", "leaks")]
    public Task Subscribers_of_events_that_ended() => MeasureAsync(300_000, async system =>
    {
        var ends = new Ends(system, Batch);
        for (int i = 0; i < Batch; i++)
        {
            IActorRef a = system.ActorOf(New);
            system.EventStream.Subscribe<Ping>(a);
            ends.Await(a);
            a.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }

        await ends.Task;

        // A watcher may learn of the end before the stream has forgotten the actor.
        SpinWait.SpinUntil(() => !system.EventStream.HasSubscribers(typeof(Ping)), Patience).ShouldBeTrue();
    });

    [Fact]
    [Trait("soak", "leaks")]
    public Task Graphs_that_failed_or_completed() => MeasureAsync(100_000, async system =>
    {
        ActorMaterializer materializer = system.Materializer();
        for (int i = 0; i < Batch; i++)
        {
            bool fails = i % 2 == 0;
            Task end = Source.From(Enumerable.Range(0, 20)).Async().Select(x => fails && x == 10 ? throw new FormatException() : x).RunWith(Sink.Seq<int>(), materializer);
            (await Record.ExceptionAsync(() => end.WaitAsync(Patience)))?.ShouldBeOfType<FormatException>();
        }
    });

    private static async Task EndAsync(ActorSystem system, params IActorRef[] actors)
    {
        var ends = new Ends(system, actors.Length);
        foreach (IActorRef a in actors)
        {
            ends.Await(a);
            a.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }

        await ends.Task;
    }

    private static async Task MeasureAsync(int inSoak, Func<ActorSystem, Task> batch)
    {
        int count = Soak.Count(inTests: 16 * Batch, inSoak);
        ActorSystem system = ActorSystem.Create("leaks", new ActorSystemSetup { TimeProvider = new ManualTimeProvider(), LogDeadLetters = 0 });
        await RepeatAsync(count / 2);
        long allowed = 60_000 + (count / 5);
        Level before = await Level.NowAsync(), after = before;
        bool returned = false;

        // A table or a pool that grows once is no leak; what leaks grows every time.
        for (int round = 0; round < Rounds && !returned; round++)
        {
            before = after;
            await RepeatAsync(count / 2);
            after = await Level.NowAsync();
            returned = after.IsWithin(before, allowed);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{count:N0}: {before} -> {after}");
        returned.ShouldBeTrue($"after {count / 2:N0} more, and as many {Rounds - 1} times before: {before} -> {after}; allowed are {allowed:N0} bytes");
        ((LocalActorRef)InternalActorRef.Unwrap(system.UserGuardian)).Cell.GetChildren().ShouldBeEmpty();
        ((TimeProviderScheduler)system.Scheduler).Count.ShouldBe(0);
        await system.Terminate().WaitAsync(Patience);

        async Task RepeatAsync(int times)
        {
            for (int i = 0; i < times; i += Batch) await batch(system).WaitAsync(Patience);
        }
    }

    /// <summary>What the process holds after everything that can be collected was.</summary>
    private sealed record Level(long Bytes, int Threads, int Handles)
    {
        public static async Task<Level> NowAsync()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Yield();
            }

            int handles = Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : 0;
            return new(GC.GetTotalMemory(forceFullCollection: true), ThreadPool.ThreadCount, handles);
        }

        // The pool keeps threads for a while; they are bounded by the cores, not by what has run.
        public bool IsWithin(Level before, long allowed) =>
            Bytes <= before.Bytes + allowed && Threads <= before.Threads + Environment.ProcessorCount + 2 && Handles <= before.Handles + 2;

        public override string ToString() => $"{Bytes:N0} B, {Threads} threads, {Handles} handles";
    }

    /// <summary>Waits for the ends of actors.</summary>
    private sealed class Ends
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly IActorRef _watcher;

        public Ends(ActorSystem system, int count) => _watcher = system.SystemActorOf(Props.CreateBy(() => new Watcher(count, _all)));

        public Task Task => _all.Task;

        public void Await(IActorRef actor) => _watcher.Tell(actor, ActorRefs.NoSender);

        private sealed class Watcher : ReceiveActor
        {
            public Watcher(int left, TaskCompletionSource all)
            {
                Receive<IActorRef>(a => Context.Watch(a));
                Receive<Terminated>(_ =>
                {
                    if (--left > 0) return;
                    all.TrySetResult();
                    Context.Stop(Self);
                });
            }
        }
    }
}
