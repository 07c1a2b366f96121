using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>The order of handlers, also when the journal answers at once and no message is between the command and its handler.</summary>
public sealed class PersistTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_handler_persists_comes_after_what_its_command_persisted(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one =>
        {
            one.Store("a", _ =>
            {
                one.Note("handler a");
                one.Store("c");
            });
            one.Store("b");
            one.Note("command over");
        });
        actor.Tell("next", ActorRefs.NoSender);
        await stage.NotedAsync("command next");
        stage.Notes.ShouldBe(["replayed", "recovered 0", "command over", "handler a", "stored 2 b", "stored 3 c", "command next"]);
        (await stage.StoredAsync()).ShouldBe(["a", "b", "c"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deferred_handlers_run_at_once_where_nothing_is_pending_and_else_in_their_place(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one =>
        {
            one.Later("at once");
            one.LaterHolding("at once too");
            one.Note("before");
            one.StoreAsync("a", _ =>
            {
                one.Note("handler a");
                one.Later("within");
            });
            one.Later("after a");
            one.Store("b");
            one.LaterHolding("after b");
            one.Note("over");
        });
        await ScriptedStage.SettledAsync(actor);
        stage.Notes.Skip(2).ShouldBe(["deferred at once", "deferred at once too", "before", "over", "handler a", "deferred after a", "stored 2 b", "deferred after b", "deferred within"]);
    }

    [Fact]
    public async Task A_deferred_handler_holds_commands_back_only_where_it_is_to()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        await ScriptedStage.SettledAsync(actor);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Journal.BeforeWrite = _ => gate.Task;
        ScriptedStage.Do(actor, one =>
        {
            one.StoreAsync("a");
            one.Later("x");
        });
        actor.Tell("passes", ActorRefs.NoSender);
        await stage.NotedAsync("command passes");
        ScriptedStage.Do(actor, one => one.LaterHolding("y"));
        actor.Tell("waits", ActorRefs.NoSender);
        gate.SetResult();
        await stage.NotedAsync("command waits");
        stage.Notes.Skip(2).ShouldBe(["command passes", "stored 2 a", "deferred x", "deferred y", "command waits"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_completion_of_several_events_comes_after_the_last_and_not_when_they_are_rejected(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one =>
        {
            one.StoreAll(["a", "b"], () => one.Note("complete"));
            one.StoreAll([], () => one.Note("complete without events"));
            one.StoreAll(["c", new string('x', 20_000)], () => one.Note("must not run"));
            one.StoreAllAsync(["d"], () => one.Note("complete too"));
        });
        await ScriptedStage.SettledAsync(actor);
        stage.Notes.Skip(2).ShouldBe(["stored 1 a", "stored 2 b", "complete", "complete without events", "rejected 3", "rejected 4", "stored 3 d", "complete too"]);
        (await stage.StoredAsync()).ShouldBe(["a", "b", "d", "end"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_asynchronous_handler_is_awaited_before_the_next_one_and_before_commands(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedStage.Do(actor, one =>
        {
            one.StoreThenAwait("a", async _ =>
            {
                one.Note("begin");
                await gate.Task;
                one.Note("end");
                one.Store("c");
            });
            one.Store("b");
            one.LaterAwait("x", async text =>
            {
                await Task.Yield();
                one.Note($"awaited {text}");
            });
        });
        actor.Tell("next", ActorRefs.NoSender);
        await stage.NotedAsync("begin");
        gate.SetResult();
        await stage.NotedAsync("command next");
        stage.Notes.Skip(2).ShouldBe(["begin", "end", "stored 2 b", "awaited x", "stored 3 c", "command next"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_asynchronous_handler_that_fails_restarts_the_actor_with_its_event(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.StoreThenAwait("a", async _ =>
        {
            await Task.Yield();
            one.Store("lost");
            throw new InvalidOperationException("boom");
        }));
        await ScriptedStage.SettledAsync(actor);
        stage.Notes.Skip(2).ShouldBe(["restart boom at a", "event 1 a", "replayed", "recovered 1"]);
        (await stage.StoredAsync()).ShouldBe(["a", "end"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_fails_restarts_the_actor_with_its_event(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.Store("a", _ => throw new InvalidOperationException("boom")));
        actor.Tell("waits", ActorRefs.NoSender);
        await ScriptedStage.SettledAsync(actor);
        stage.Notes.Skip(2).ShouldBe(["restart boom at a", "event 1 a", "replayed", "recovered 1", "command waits"]);
    }

    [Fact]
    public async Task Answers_that_overtake_each_other_do_not_change_the_order_of_handlers()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        await ScriptedStage.SettledAsync(actor);
        List<TaskCompletionSource> gates = [.. Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        int writes = 0;
        stage.Journal.BeforeWrite = null;
        stage.Journal.AfterWrite = _ => gates[writes++].Task;
        ScriptedStage.Do(actor, one => one.StoreAsync("a"));
        ScriptedStage.Do(actor, one => one.StoreAsync("b"));
        ScriptedStage.Do(actor, one => one.Store("c"));
        actor.Tell("waits", ActorRefs.NoSender);
        await stage.NotedAsync(_ => Volatile.Read(ref writes) == 3);
        foreach (TaskCompletionSource gate in Enumerable.Reverse(gates))
        {
            gate.SetResult();
            await Task.Yield();
        }

        await stage.NotedAsync("command waits");
        stage.Notes.Skip(2).ShouldBe(["stored 2 a", "stored 3 b", "stored 4 c", "command waits"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_finds_the_sender_of_its_command(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        Task<string>[] answers = [.. Enumerable.Range(0, 200).Select(i => actor.Ask<string>(
            new ScriptedActor.Do(one =>
            {
                if (i % 2 == 0)
                {
                    one.Store($"{i}", added => one.Asker.Tell(added.Text));
                }
                else
                {
                    one.StoreAsync($"{i}", added => one.Asker.Tell(added.Text));
                }
            }),
            ScriptedStage.Patience))];
        (await Task.WhenAll(answers)).ShouldBe(Enumerable.Range(0, 200).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Persisting_is_refused_during_replay_and_outside_of_the_actor()
    {
        await using ScriptedStage stage = new();
        await stage.FillAsync("a", 1);
        IActorRef broken = stage.Spawn(settings: new() { OnEvent = (one, _) => one.Store("no") });
        await stage.TerminatedAsync(broken);
        stage.Notes.ShouldContain(note => note.StartsWith("recovery failed InvalidOperationException at t1", StringComparison.Ordinal));

        IActorRef actor = stage.Spawn("b");
        TaskCompletionSource<ScriptedActor> reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedStage.Do(actor, reached.SetResult);
        ScriptedActor outside = await reached.Task;
        Should.Throw<NotSupportedException>(() => outside.Store("no"));
        (await stage.StoredAsync("b")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_persisted_when_recovery_is_over_come_before_the_first_command()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn(settings: new() { OnRecovered = one => one.Store("first") });
        actor.Tell("command", ActorRefs.NoSender);
        await stage.NotedAsync("command command");
        stage.Notes.ShouldBe(["replayed", "recovered 0", "stored 1 first", "command command"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_actor_that_persists_without_end_can_be_stopped(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        int stored = 0;
        ScriptedStage.Do(actor, Again);
        await stage.NotedAsync(_ => Volatile.Read(ref stored) > 1000);
        stage.System.Stop(actor);
        await stage.TerminatedAsync(actor);

        void Again(ScriptedActor one) => one.Store("again", _ =>
        {
            Interlocked.Increment(ref stored);
            Again(one);
        });
    }

    [Fact]
    public async Task A_failed_write_stops_the_actor_whatever_its_supervisor_says_and_runs_no_further_handler()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        await ScriptedStage.SettledAsync(actor);
        stage.Journal.BeforeWrite = write => write.Events[0].SequenceNr == 3 ? throw new StorageException(StorageReason.Io, "broken") : Task.CompletedTask;
        foreach (string text in new[] { "a", "b", "c" })
        {
            ScriptedStage.Do(actor, one => one.StoreAsync(text));
        }

        await stage.TerminatedAsync(actor);
        stage.Notes.Skip(2).ShouldBe(["stored 2 a", "failed 3 b"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stashed_commands_keep_their_place_while_events_are_stored(bool answersLater)
    {
        await using ScriptedStage stage = new(answersLater);
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.StashOn("open"));
        actor.Tell("1", ActorRefs.NoSender);
        ScriptedStage.Do(actor, one => one.Store("a", _ => one.Note("command 2")));
        actor.Tell("3", ActorRefs.NoSender);
        actor.Tell("open", ActorRefs.NoSender);
        actor.Tell("4", ActorRefs.NoSender);
        await stage.NotedAsync("command 4");
        stage.Notes.Skip(2).ShouldBe(["command 1", "command 2", "command 3", "command 4"]);
    }

    [Fact]
    public async Task Events_cannot_be_stashed()
    {
        await using ScriptedStage stage = new(answersLater: false);
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.Store("a", _ => Should.Throw<IllegalActorStateException>(() => one.Stash.Stash()).Message.ShouldContain("no command")));
        await ScriptedStage.SettledAsync(actor);
        stage.Notes.ShouldNotContain(note => note.StartsWith("restart", StringComparison.Ordinal));
    }
}
