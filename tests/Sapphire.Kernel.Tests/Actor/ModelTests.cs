using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>Random tells, failures and stops from two threads at a small tree, against what the semantics promise.</summary>
public sealed class ModelTests
{
    private const int Workers = 3;

    private sealed record Value(int Lane, int Number, bool Fails);

    private sealed class Log
    {
        public ConcurrentQueue<Value> Handled { get; } = new();

        public ConcurrentQueue<Value> Dead { get; } = new();

        public int Restarts;
        public int Inside;
        public int Overlaps;
    }

    private sealed class Worker : ReceiveActor
    {
        private readonly Log _log;

        public Worker(Log log)
        {
            _log = log;
            Receive<Value>(Handle);
        }

        private void Handle(Value value)
        {
            if (Interlocked.Increment(ref _log.Inside) != 1) Interlocked.Increment(ref _log.Overlaps);
            _log.Handled.Enqueue(value);
            Interlocked.Decrement(ref _log.Inside);
            if (value.Fails) throw new InvalidOperationException();
        }

        protected override void PostRestart(Exception reason) => Interlocked.Increment(ref _log.Restarts);
    }

    private sealed class Supervisor : ReceiveActor
    {
        public Supervisor(Log[] logs)
        {
            for (int i = 0; i < logs.Length; i++)
            {
                Log log = logs[i];
                Context.ActorOf(Props.CreateBy(() => new Worker(log)), $"w{i}");
            }

            Receive<string>(_ => Sender.Tell(Context.GetChildren().OrderBy(c => c.Path.Name, StringComparer.Ordinal).ToArray()));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, _ => Directive.Restart, loggingEnabled: false);
    }

    private sealed class Collector : ReceiveActor
    {
        public Collector(IReadOnlyDictionary<IActorRef, Log> logs) => Receive<DeadLetter>(d =>
        {
            if (d.Message is Value v) logs[d.Recipient].Dead.Enqueue(v);
        });
    }

    [Fact]
    public void Order_holds_nothing_is_lost_and_restarts_are_counted()
    {
        using var kit = new Sapphire.Kernel.TestKit.TestKit();
        // An operation is one number: worker, kind (0 fails, 1 stops the worker, else a value), lane.
        Arbitrary<int[]> operations = Gen.Choose(0, (Workers * 12 * 2) - 1).ArrayOf().ToArbitrary();
        Prop.ForAll(operations, ops => Run(kit, ops)).Check(Properties.Times(150).WithEndSize(300));
    }

    private static void Run(Sapphire.Kernel.TestKit.TestKit kit, int[] operations)
    {
        Log[] logs = [.. Enumerable.Range(0, Workers).Select(_ => new Log())];
        IActorRef supervisor = kit.Sys.ActorOf(Props.CreateBy(() => new Supervisor(logs)));
        supervisor.Tell("children");
        IActorRef[] workers = kit.ExpectMsg<IActorRef[]>();
        var byRef = workers.Zip(logs).ToDictionary(p => p.First, p => p.Second);
        IActorRef collector = kit.Sys.ActorOf(Props.CreateBy(() => new Collector(byRef)));
        kit.Sys.EventStream.Subscribe<DeadLetter>(collector);

        var sent = new List<Value>[Workers, 2];
        bool[] stopped = new bool[Workers];
        using var start = new Barrier(2);
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(lane => new Thread(() => Send(lane)))];
        foreach (Thread t in threads) t.Start();
        foreach (Thread t in threads) t.Join();

        for (int w = 0; w < Workers; w++)
        {
            Log log = logs[w];
            int expected = sent[w, 0].Count + sent[w, 1].Count;
            kit.AwaitCondition(() => log.Handled.Count + log.Dead.Count >= expected, message: $"{log.Handled.Count} handled, {log.Dead.Count} dead of {expected}");
            kit.Watch(workers[w]);
            workers[w].Tell(PoisonPill.Instance);
            kit.ExpectTerminated(workers[w]);
            log.Overlaps.ShouldBe(0);
            for (int lane = 0; lane < 2; lane++)
            {
                Value[] handled = [.. log.Handled.Where(v => v.Lane == lane)];
                Value[] dead = [.. log.Dead.Where(v => v.Lane == lane)];
                handled.Concat(dead.OrderBy(v => v.Number)).ShouldBe(sent[w, lane]);
                if (!stopped[w]) dead.ShouldBeEmpty();
            }

            int failures = log.Handled.Count(v => v.Fails);
            // A stop may come between a failure and the supervisor's decision.
            log.Restarts.ShouldBeInRange(stopped[w] ? failures - 1 : failures, failures);
        }

        kit.Watch(supervisor);
        kit.Sys.Stop(supervisor);
        kit.ExpectTerminated(supervisor);
        kit.Sys.Stop(collector);

        void Send(int lane)
        {
            for (int w = 0; w < Workers; w++) sent[w, lane] = [];
            start.SignalAndWait();
            for (int i = 0; i < operations.Length; i++)
            {
                int op = operations[i];
                if (op / (Workers * 12) != lane) continue;
                int w = op % Workers;
                int kind = op / Workers % 12;
                if (kind == 1)
                {
                    stopped[w] = true;
                    kit.Sys.Stop(workers[w]);
                }
                else
                {
                    var value = new Value(lane, i, kind == 0);
                    sent[w, lane].Add(value);
                    workers[w].Tell(value, ActorRefs.NoSender);
                }
            }
        }
    }

    [Fact]
    public void The_scheduler_fires_in_due_order_whatever_is_cancelled()
    {
        Arbitrary<int[]> delays = Gen.Choose(0, 99).ArrayOf().ToArbitrary();
        Prop.ForAll(delays, all =>
        {
            var time = new Sapphire.Kernel.TestKit.ManualTimeProvider();
            using var scheduler = new TimeProviderScheduler(time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            var fired = new List<(int Delay, int Index)>();
            ICancelable[] entries = [.. all.Select((d, i) => scheduler.Advanced.ScheduleOnceCancelable(TimeSpan.FromMilliseconds(d), () => fired.Add((d, i))))];
            for (int i = 0; i < all.Length; i++)
            {
                if (all[i] % 3 == 0) entries[i].Cancel();
            }

            time.Advance(TimeSpan.FromMilliseconds(50));
            time.Advance(TimeSpan.FromMilliseconds(50));
            fired.ShouldBe(all.Select((d, i) => (d, i)).Where(e => e.d % 3 != 0).OrderBy(e => e.d).ThenBy(e => e.i));
            scheduler.Count.ShouldBe(0);
        }).Check(Properties.Times(100));
    }
}
