using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.InMemory;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>A system with a journal in memory that the test controls, and scripted actors.</summary>
internal sealed class ScriptedStage : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="answersLater">False: the journal answers at once, as the one in memory does. True: on another thread, as one on a disk.</param>
    /// <param name="config">Settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="catalog">What may be stored.</param>
    /// <param name="maxPayloadBytes">Bytes of an event.</param>
    public ScriptedStage(bool answersLater = true, string config = "", TimeProvider? time = null, EventCatalog? catalog = null, int maxPayloadBytes = 10_000)
    {
        Memory = new(maxPayloadBytes);
        Journal = new(Memory);
        ActorSystemSetup setup = TestSystem.Prepare(ActorSystemSetup.Empty with { TimeProvider = time ?? TimeProvider.System }, ConfigurationFactory.ParseString(config));
        System = ActorSystem.Create("stage", setup);
        Extension = Persistence.Add(System, answersLater ? Journal : Memory, catalog ?? CounterJson.Catalog());
        if (answersLater)
        {
            Journal.AfterWrite = async _ => await Task.Yield();
        }
    }

    public InMemoryJournal Memory { get; }

    public StagedJournal Journal { get; }

    public ActorSystem System { get; }

    public PersistenceExtension Extension { get; }

    public ConcurrentQueue<string> Notes { get; } = new();

    public IActorRef Spawn(string id = "a", ScriptedSettings? settings = null) => System.ActorOf(ScriptedActor.Props(id, Notes, settings));

    public static void Do(IActorRef actor, Action<ScriptedActor> action, IActorRef? sender = null) => actor.Tell(new ScriptedActor.Do(action), sender ?? ActorRefs.NoSender);

    public static void DoAsync(IActorRef actor, Func<ScriptedActor, Task> action) => actor.Tell(new ScriptedActor.DoAsync(action), ActorRefs.NoSender);

    /// <summary>Waits until everything told before is handled, and what it persisted too.</summary>
    public static Task SettledAsync(IActorRef actor)
    {
        TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Do(actor, one => one.Store("end", _ => settled.SetResult()));
        return settled.Task.WaitAsync(Patience);
    }

    public async Task NotedAsync(Func<IReadOnlyCollection<string>, bool> condition)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition(Notes))
        {
            Environment.TickCount64.ShouldBeLessThan(deadline, string.Join(Environment.NewLine, Notes));
            await Task.Yield();
        }
    }

    public Task NotedAsync(string note) => NotedAsync(notes => notes.Contains(note));

    public async Task StopAsync(IActorRef actor) => (await actor.GracefulStop(Patience)).ShouldBeTrue();

    public Task TerminatedAsync(IActorRef actor)
    {
        TaskCompletionSource terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
        System.ActorOf(Props.Create(() => new Watcher(actor, terminated)));
        return terminated.Task.WaitAsync(Patience);
    }

    /// <summary>The texts in the journal.</summary>
    public async Task<string[]> StoredAsync(string id = "a") =>
        [.. (await Memory.ReadAsync(id, 1, long.MaxValue, int.MaxValue)).Select(row => ((Added)CounterJson.Catalog().Deserialize(row.Manifest, row.Payload)).Text)];

    public async Task FillAsync(string id, int count)
    {
        long epoch = await Memory.RaiseEpochAsync(id);
        await Memory.WriteAsync(new(id, epoch, [.. Enumerable.Range(1, count).Select(nr => Event(nr, $"t{nr}"))]));
    }

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        await Memory.DisposeAsync();
    }

    public static JournalEntry Event(long sequenceNr, string text)
    {
        SerializedEvent added = CounterJson.Catalog().Serialize(new Added(text));
        return new(sequenceNr, added.Manifest, added.Payload, DateTimeOffset.UnixEpoch);
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef actor, TaskCompletionSource terminated)
        {
            Context.Watch(actor);
            Receive<Terminated>(_ => terminated.TrySetResult());
        }
    }
}
