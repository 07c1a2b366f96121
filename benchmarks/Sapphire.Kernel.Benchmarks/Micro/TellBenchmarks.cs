using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Benchmarks.Micro;

/// <summary>One message on one thread: queued, scheduled, taken and handled, with nobody to wait for.</summary>
[BenchmarkCategory("one tell")]
public class TellBenchmarks
{
    private static readonly object Message = new();
    private readonly ConcurrentQueue<(object Message, IActorRef? Sender)> _queue = new();
    private ActorSystem _system = null!;
    private IActorRef _untyped = null!;
    private IActorRef _receive = null!;

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("micro");
        _untyped = _system.ActorOf(Props.Create(() => new Counter()).WithDispatcher(CallingThreadDispatcher.DefaultId));
        _receive = _system.ActorOf(Props.Create(() => new Typed()).WithDispatcher(CallingThreadDispatcher.DefaultId));
    }

    [GlobalCleanup]
    public async Task CleanupAsync() => await _system.Terminate();

    [Benchmark(Baseline = true, Description = "ConcurrentQueue, in and out")]
    public bool Queue()
    {
        _queue.Enqueue((Message, null));
        return _queue.TryDequeue(out _);
    }

    [Benchmark(Description = "tell, UntypedActor")]
    public void Untyped() => _untyped.Tell(Message, ActorRefs.NoSender);

    [Benchmark(Description = "tell, ReceiveActor, third handler")]
    public void Receive() => _receive.Tell(Message, ActorRefs.NoSender);

    private sealed class Counter : UntypedActor
    {
        private long _count;

        protected override void OnReceive(object message) => _count++;
    }

    private sealed class Typed : ReceiveActor
    {
        private long _count;

        public Typed()
        {
            Receive<string>(_ => _count--);
            Receive<Version>(_ => _count--);
            Receive<object>(_ => _count++);
        }
    }
}
