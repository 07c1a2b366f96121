using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Actors;

public sealed class PersistentActorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly ActorSystem _system = ActorSystem.Create("test", TestSystem.Prepare(ActorSystemSetup.Empty));
    private SqliteJournal _journal = null!;

    public ValueTask InitializeAsync()
    {
        _journal = SqliteJournal.Open(new(_folder.File("journal.db")) { MaxPayloadBytes = 10_000 });
        Persistence.Add(_system, _journal, CounterJson.Catalog());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_reply_comes_after_the_event_is_in_the_journal_and_from_the_sender_that_asked()
    {
        IActorRef counter = Spawn();
        for (int i = 1; i <= 20; i++)
        {
            (await Ask<string>(counter, new Counter.Add($"t{i}"))).ShouldBe($"{i} t{i}");
            (await _journal.HighestSequenceNrAsync("c")).ShouldBe(i);
        }
    }

    [Fact]
    public async Task Commands_sent_while_recovering_and_persisting_are_handled_in_order()
    {
        IActorRef counter = Spawn();
        Task<string>[] answers = [.. Enumerable.Range(1, 300).Select(i => Ask<string>(counter, i % 3 == 0 ? new Counter.AddAsync($"t{i}") : new Counter.Add($"t{i}")))];
        (await Task.WhenAll(answers)).ShouldBe(Enumerable.Range(1, 300).Select(i => $"{i} t{i}"));
        Counter.State state = await Ask<Counter.State>(counter, new Counter.Get());
        state.Texts.ShouldBe(Enumerable.Range(1, 300).Select(i => $"t{i}"));
        state.LastSequenceNr.ShouldBe(300);
    }

    [Fact]
    public async Task A_new_incarnation_recovers_the_state_with_a_higher_epoch()
    {
        IActorRef first = Spawn();
        await Ask<string>(first, new Counter.Add("a"));
        await Ask<string>(first, new Counter.Add("b"));
        long epoch = (await Ask<Counter.State>(first, new Counter.Get())).Epoch;
        await first.GracefulStop(Patience);
        Counter.State state = await Ask<Counter.State>(Spawn(), new Counter.Get());
        state.Texts.ShouldBe(["a", "b"]);
        state.LastSequenceNr.ShouldBe(2);
        state.Epoch.ShouldBeGreaterThan(epoch);
        _notes.ShouldContain("recovered 2");
    }

    [Fact]
    public async Task PersistAll_stores_all_or_none_and_runs_the_handler_for_each()
    {
        IActorRef counter = Spawn();
        ConcurrentQueue<object> replies = new();
        IActorRef probe = _system.ActorOf(Props.Create(() => new Collector(replies)));
        counter.Tell(new Counter.AddAll(["a", "b", "c"]), probe);
        (await Ask<string>(counter, new Counter.Add("d"))).ShouldBe("4 d");
        await Eventually(() => replies.Count == 3);
        replies.ShouldBe(["1 a", "2 b", "3 c"]);
        counter.Tell(new Counter.AddAll(["e", new string('x', 20_000), "f"]), probe);
        (await Ask<string>(counter, new Counter.Add("g"))).ShouldBe("5 g");
        _notes.Count(note => note.StartsWith("rejected", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_rejected_event_is_not_stored_and_the_actor_goes_on()
    {
        IActorRef counter = Spawn();
        await Ask<string>(counter, new Counter.Add("a"));
        (await Ask<string>(counter, new Counter.AddUnregistered("x"))).ShouldBe("rejected");
        (await Ask<string>(counter, new Counter.Add(new string('x', 20_000)))).ShouldBe("rejected");
        (await Ask<string>(counter, new Counter.Add("b"))).ShouldBe("2 b");
        (await _journal.AllAsync("c")).Length.ShouldBe(2);
        _notes.ShouldNotContain("must not run");
    }

    [Fact]
    public async Task A_failed_write_stops_the_actor_and_the_next_owner_goes_on()
    {
        IActorRef older = Spawn();
        await Ask<string>(older, new Counter.Add("a"));
        IActorRef newer = Spawn();
        await Ask<string>(newer, new Counter.Add("b"));

        // The older one is fenced.
        Task stopped = WhenTerminated(older);
        older.Tell(new Counter.Add("lost"), ActorRefs.NoSender);
        await stopped.WaitAsync(Patience);
        _notes.ShouldContain($"failed 2 {nameof(StorageException)}");
        (await Ask<Counter.State>(newer, new Counter.Get())).Texts.ShouldBe(["a", "b"]);
        (await Ask<string>(newer, new Counter.Add("c"))).ShouldBe("3 c");
    }

    [Fact]
    public async Task An_exception_in_a_command_stores_nothing_of_it_and_the_restart_recovers()
    {
        IActorRef counter = Spawn();
        await Ask<string>(counter, new Counter.Add("a"));
        counter.Tell(new Counter.AddTwiceThenThrow("x"), ActorRefs.NoSender);
        Task<string> behind = Ask<string>(counter, new Counter.Add("b"));
        (await behind).ShouldBe("2 b");
        (await Ask<Counter.State>(counter, new Counter.Get())).Texts.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task An_exception_in_a_persist_handler_restarts_and_the_event_is_there()
    {
        IActorRef counter = Spawn();
        await Ask<string>(counter, new Counter.Add("a"));
        counter.Tell(new Counter.AddThenThrowInHandler("b"), ActorRefs.NoSender);
        Task<string>[] behind = [.. Enumerable.Range(3, 50).Select(i => Ask<string>(counter, new Counter.Add($"t{i}")))];
        (await Task.WhenAll(behind)).ShouldBe(Enumerable.Range(3, 50).Select(i => $"{i} t{i}"));
        (await Ask<Counter.State>(counter, new Counter.Get())).Texts[..3].ShouldBe(["a", "b", "t3"]);
    }

    [Fact]
    public async Task A_resumed_actor_goes_on_after_an_exception_in_a_persist_handler()
    {
        IActorRef parent = _system.ActorOf(Props.Create(() => new RestartingParent("c", _notes)).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));
        IActorRef counter = await Ask<IActorRef>(parent, "child");
        await Ask<string>(counter, new Counter.Add("a"));
        int incarnation = (await Ask<Counter.State>(counter, new Counter.Get())).Incarnation;
        counter.Tell(new Counter.AddThenThrowInHandler("b"), ActorRefs.NoSender);
        Task<string>[] behind = [.. Enumerable.Range(3, 20).Select(i => Ask<string>(counter, new Counter.Add($"t{i}")))];
        (await Task.WhenAll(behind)).ShouldBe(Enumerable.Range(3, 20).Select(i => $"{i} t{i}"));
        (await Ask<Counter.State>(counter, new Counter.Get())).Incarnation.ShouldBe(incarnation);
    }

    [Fact]
    public async Task A_restart_with_writes_in_flight_loses_nothing_and_doubles_nothing()
    {
        IActorRef counter = Spawn();
        List<Task<string>> answers = [];
        for (int round = 0; round < 20; round++)
        {
            answers.AddRange(Enumerable.Range(0, 10).Select(i => Ask<string>(counter, new Counter.AddAsync($"{round}.{i}"))));
            counter.Tell(new Counter.AddTwiceThenThrow("x"), ActorRefs.NoSender);
        }

        Counter.State state = await Ask<Counter.State>(counter, new Counter.Get());
        ImmutableArray<JournalRow> rows = await _journal.AllAsync("c");
        rows.Length.ShouldBe(state.Texts.Length);
        state.Texts.ShouldBeUnique();
        state.Texts.ShouldNotContain("x");

        // An answer of an older incarnation may be missing, but whatever was answered is there.
        foreach (Task<string> answer in answers.Where(answer => answer.IsCompletedSuccessfully))
        {
            string[] parts = (await answer).Split(' ');
            state.Texts[int.Parse(parts[0]) - 1].ShouldBe(parts[1]);
        }
    }

    [Fact]
    public async Task A_snapshot_and_the_events_after_it_give_the_same_state()
    {
        IActorRef counter = Spawn();
        await Ask<string>(counter, new Counter.Add("a"));
        await Ask<string>(counter, new Counter.Add("b"));
        SaveSnapshotSuccess saved = await Ask<SaveSnapshotSuccess>(counter, new Counter.Snapshot());
        saved.Metadata.SequenceNr.ShouldBe(2);
        await Ask<string>(counter, new Counter.Add("c"));
        await counter.GracefulStop(Patience);
        Counter.State state = await Ask<Counter.State>(Spawn(), new Counter.Get());
        state.Texts.ShouldBe(["a", "b", "c"]);
        state.FromSnapshot.ShouldBeTrue();
        state.LastSequenceNr.ShouldBe(3);
    }

    [Fact]
    public async Task The_users_stash_gives_commands_back_in_order()
    {
        IActorRef counter = Spawn();
        (await Ask<string>(counter, new Counter.Close())).ShouldBe("closed");
        Task<string>[] answers = [.. Enumerable.Range(1, 100).Select(i => Ask<string>(counter, new Counter.Add($"t{i}")))];
        counter.Tell(new Counter.Open(), ActorRefs.NoSender);
        (await Task.WhenAll(answers)).ShouldBe(Enumerable.Range(1, 100).Select(i => $"{i} t{i}"));
    }

    [Fact]
    public async Task An_asynchronous_command_persists_after_its_await_and_others_wait()
    {
        IActorRef counter = Spawn();
        await Ask<string>(counter, new Counter.Add("a"));
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string> waiting = Ask<string>(counter, new Counter.AddAfter("b", gate.Task));
        Task<string> behind = Ask<string>(counter, new Counter.Add("c"));
        waiting.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await waiting).ShouldBe("2 b");
        (await behind).ShouldBe("3 c");
    }

    [Fact]
    public async Task A_deferred_handler_runs_after_the_handlers_before_it()
    {
        IActorRef counter = Spawn();
        Task<string>[] answers = [.. Enumerable.Range(1, 20).Select(i => Ask<string>(counter, new Counter.AddAsync($"t{i}")))];
        (await Ask<string>(counter, new Counter.Defer("x"))).ShouldBe("deferred x after 20");
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task An_unknown_manifest_stops_recovery_of_its_id_only()
    {
        long epoch = await _journal.RaiseEpochAsync("c");
        await _journal.WriteAsync(new("c", epoch, [new(1, "test.unknown.9", Encoding.UTF8.GetBytes("{}"), Entries.Time)]));
        IActorRef broken = Spawn();
        await WhenTerminated(broken).WaitAsync(Patience);
        _notes.ShouldContain(note => note.StartsWith("recovery failed", StringComparison.Ordinal) && note.Contains("'test.unknown.9' is unknown", StringComparison.Ordinal));
        (await Ask<string>(Spawn("other"), new Counter.Add("a"))).ShouldBe("1 a");
    }

    [Fact]
    public async Task Many_actors_recover_at_once()
    {
        IActorRef[] first = [.. Enumerable.Range(0, 200).Select(i => Spawn($"many-{i}"))];
        await Task.WhenAll(first.Select(async counter =>
        {
            await Ask<string>(counter, new Counter.Add("a"));
            await Ask<string>(counter, new Counter.Add("b"));
        }));
        await Task.WhenAll(first.Select(counter => counter.GracefulStop(Patience)));
        Counter.State[] states = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Ask<Counter.State>(Spawn($"many-{i}"), new Counter.Get())));
        states.ShouldAllBe(state => state.LastSequenceNr == 2);
    }

    [Fact]
    public async Task A_long_history_is_recovered_page_by_page()
    {
        long epoch = await _journal.RaiseEpochAsync("c");
        for (int page = 0; page < 5; page++)
        {
            await _journal.WriteAsync(new("c", epoch, [.. Enumerable.Range((page * 1000) + 1, 1000).Select(nr => new JournalEntry(nr, "test.added.1", Encoding.UTF8.GetBytes($$"""{"Text":"t{{nr}}"}"""), Entries.Time))]));
        }

        IActorRef counter = Spawn();
        (await Ask<string>(counter, new Counter.Add("last"))).ShouldBe("5001 last");
        (await Ask<Counter.State>(counter, new Counter.Get())).Texts[4999].ShouldBe("t5000");
    }

    [Fact]
    public async Task A_restart_during_recovery_starts_it_again()
    {
        long epoch = await _journal.RaiseEpochAsync("c");
        for (int page = 0; page < 5; page++)
        {
            await _journal.WriteAsync(new("c", epoch, [.. Enumerable.Range((page * 1000) + 1, 1000).Select(nr => new JournalEntry(nr, "test.added.1", Encoding.UTF8.GetBytes($$"""{"Text":"t{{nr}}"}"""), Entries.Time))]));
        }

        IActorRef parent = _system.ActorOf(Props.Create(() => new RestartingParent("c", _notes)));
        IActorRef counter = await Ask<IActorRef>(parent, "child");
        Task<string> waiting = Ask<string>(counter, new Counter.Add("last"));

        // The command waits in the stash, or in the mailbox, when its actor restarts; both outlive that.
        parent.Tell("restart", ActorRefs.NoSender);
        (await waiting).ShouldBe("5001 last");
        Counter.State state = await Ask<Counter.State>(counter, new Counter.Get());
        state.Texts.Length.ShouldBe(5001);
        state.Texts.ShouldBeUnique();
    }

    private static Task<T> Ask<T>(IActorRef actor, object message) => actor.Ask<T>(message, Patience);

    private static async Task Eventually(Func<bool> condition)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            Environment.TickCount64.ShouldBeLessThan(deadline);
            await Task.Yield();
        }
    }

    private IActorRef Spawn(string id = "c") => _system.ActorOf(Props.Create(() => new CounterActor(id, _notes)));

    private Task WhenTerminated(IActorRef actor)
    {
        TaskCompletionSource terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _system.ActorOf(Props.Create(() => new Watcher(actor, terminated)));
        return terminated.Task;
    }

    private sealed class Collector : ReceiveActor
    {
        public Collector(ConcurrentQueue<object> received) => ReceiveAny(received.Enqueue);
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef actor, TaskCompletionSource terminated)
        {
            Context.Watch(actor);
            Receive<Terminated>(_ => terminated.TrySetResult());
        }
    }

    private sealed class RestartingParent : ReceiveActor
    {
        public RestartingParent(string id, ConcurrentQueue<string> notes)
        {
            // A second owner of the id would fence the first: the restarted parent finds the child it has.
            IActorRef child = Context.GetChildren().FirstOrDefault() ?? Context.ActorOf(Props.Create(() => new CounterActor(id, notes)));
            Receive<string>(message =>
            {
                if (message == "restart")
                {
                    throw new InvalidOperationException("restart the child");
                }

                Sender.Tell(child, Self);
            });
        }

        // The child is kept and restarted with its parent.
        protected override void PreRestart(Exception reason, object? message)
        {
        }
    }
}
