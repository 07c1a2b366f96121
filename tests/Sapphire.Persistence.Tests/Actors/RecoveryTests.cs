using System.Text;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>How far an actor recovers, and what happens when it cannot.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Recovery_may_end_early_and_further_events_go_to_the_end()
    {
        await using ScriptedStage stage = new();
        await stage.FillAsync("a", 5);
        await RecoverAsync(stage, new(ToSequenceNr: 2), "event 1 t1", "event 2 t2", "replayed", "recovered 5");
        await RecoverAsync(stage, new(ReplayMax: 1), "event 1 t1", "replayed", "recovered 5");
        await RecoverAsync(stage, Recovery.None, "replayed", "recovered 5");
        IActorRef actor = stage.Spawn(settings: new() { Recovery = Recovery.None });
        await ScriptedStage.SettledAsync(actor);
        (await stage.StoredAsync()).ShouldBe(["t1", "t2", "t3", "t4", "t5", "end"]);
    }

    [Fact]
    public async Task Recovery_begins_with_the_snapshot_that_it_may_take()
    {
        await using ScriptedStage stage = new();
        await stage.FillAsync("a", 5);
        long epoch = await stage.Memory.RaiseEpochAsync("a");
        foreach (long nr in new long[] { 2, 4 })
        {
            await stage.Memory.SaveSnapshotAsync(new("a", nr, "test.counter-state.1", Encoding.UTF8.GetBytes($$"""{"Texts":["s{{nr}}"]}"""), DateTimeOffset.UnixEpoch.AddHours(nr)), epoch);
        }

        await RecoverAsync(stage, Recovery.Default, "offer 4 s4", "event 5 t5", "replayed", "recovered 5");
        await RecoverAsync(stage, new(new SnapshotSelectionCriteria(3)), "offer 2 s2", "event 3 t3", "event 4 t4", "event 5 t5", "replayed", "recovered 5");
        await RecoverAsync(stage, new(new SnapshotSelectionCriteria(long.MaxValue, DateTimeOffset.UnixEpoch.AddHours(3))), "offer 2 s2", "event 3 t3", "event 4 t4", "event 5 t5", "replayed", "recovered 5");
        await RecoverAsync(stage, new(SnapshotSelectionCriteria.None, 2), "event 1 t1", "event 2 t2", "replayed", "recovered 5");

        // A snapshot beyond the last event to replay does not fit.
        await RecoverAsync(stage, new(ToSequenceNr: 3), "offer 2 s2", "event 3 t3", "replayed", "recovered 5");
    }

    [Fact]
    public async Task A_failure_when_recovery_is_over_is_the_supervisors_business()
    {
        await using ScriptedStage stage = new();
        await stage.FillAsync("a", 1);
        int starts = 0;
        IActorRef actor = stage.Spawn(settings: new()
        {
            OnRecovered = _ =>
            {
                if (++starts == 1)
                {
                    throw new InvalidOperationException("boom");
                }
            },
        });
        actor.Tell("waits", ActorRefs.NoSender);
        await stage.NotedAsync("command waits");
        stage.Notes.ShouldBe(["event 1 t1", "replayed", "recovered 1", "restart boom at RecoveryCompleted", "event 1 t1", "replayed", "recovered 1", "command waits"]);
    }

    [Fact]
    public async Task An_event_that_cannot_be_applied_stops_its_actor_and_says_which()
    {
        await using ScriptedStage stage = new();
        await stage.FillAsync("a", 3);
        IActorRef actor = stage.Spawn(settings: new()
        {
            OnEvent = (_, added) =>
            {
                if (added.Text == "t2")
                {
                    throw new InvalidOperationException("boom");
                }
            },
        });
        await stage.TerminatedAsync(actor);
        stage.Notes.ShouldBe(["event 1 t1", "event 2 t2", "recovery failed InvalidOperationException at t2: boom"]);
    }

    [Fact]
    public async Task A_lost_event_stops_recovery_and_a_deleted_one_does_not()
    {
        await using ScriptedStage stage = new();
        await stage.FillAsync("a", 5);
        long epoch = await stage.Memory.RaiseEpochAsync("a");
        await stage.Memory.DeleteEventsAsync("a", epoch, 3);
        await RecoverAsync(stage, Recovery.Default, "event 4 t4", "event 5 t5", "replayed", "recovered 5");
        await stage.Memory.DeleteEventsAsync("a", await stage.Memory.RaiseEpochAsync("a"), 5);
        await RecoverAsync(stage, Recovery.Default, "replayed", "recovered 5");

        // The journal says that nothing was deleted, and yet gives the second event first.
        await using ScriptedStage lossy = new();
        await lossy.FillAsync("a", 3);
        lossy.Journal.ReplaceRead = rows => [.. rows.Where(row => row.SequenceNr != 1)];
        await lossy.TerminatedAsync(lossy.Spawn());
        lossy.Notes.Single().ShouldStartWith("recovery failed StorageException at nothing: The journal lacks event 1 of 'a'");
    }

    [Fact]
    public async Task A_snapshot_ahead_of_the_events_stops_recovery()
    {
        await using ScriptedStage stage = new();
        await stage.FillAsync("a", 2);
        long epoch = await stage.Memory.RaiseEpochAsync("a");
        await stage.Memory.SaveSnapshotAsync(new("a", 7, "test.counter-state.1", """{"Texts":[]}"""u8.ToArray(), DateTimeOffset.UnixEpoch), epoch);
        await stage.TerminatedAsync(stage.Spawn());
        stage.Notes.ShouldContain(note => note.StartsWith("recovery failed StorageException at nothing: The snapshot of 'a' contains event 7, but the journal ends with event 2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"Text":""")]
    [InlineData("""{"Text":5}""")]
    [InlineData("")]
    public async Task A_damaged_event_stops_its_id_and_no_other(string json)
    {
        await using ScriptedStage stage = new();
        await stage.FillAsync("a", 2);
        await stage.FillAsync("b", 1);
        await stage.Memory.WriteAsync(new("a", await stage.Memory.RaiseEpochAsync("a"), [new(3, "test.added.1", Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch)]));
        IActorRef broken = stage.Spawn();
        await stage.TerminatedAsync(broken);
        stage.Notes.Single().ShouldStartWith("recovery failed EventSerializationException at nothing: Event 3 of 'a': A stored 'test.added.1' cannot be read");
        await ScriptedStage.SettledAsync(stage.Spawn("b"));
        stage.Notes.ShouldContain("recovered 1");
    }

    [Theory]
    [InlineData("epoch", "its new epoch")]
    [InlineData("snapshot", "its snapshot")]
    [InlineData("first page", "event 1")]
    [InlineData("second page", "event 1001")]
    public async Task A_store_that_hangs_fails_recovery_after_a_while_and_gives_the_permit_back(string where, string missing)
    {
        ManualTimeProvider time = new();
        await using ScriptedStage stage = new(time: time, config: "akka.persistence { max-concurrent-recoveries = 1, journal-plugin-fallback.recovery-event-timeout = 7s }");
        await stage.FillAsync("a", 1500);
        TaskCompletionSource never = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Journal.BeforeRaise = id => Hang(where == "epoch" && id == "a");
        stage.Journal.BeforeLoad = id => Hang(where == "snapshot" && id == "a");
        stage.Journal.BeforeRead = (id, from) => Hang(id == "a" && from == (where == "first page" ? 1 : where == "second page" ? 1001 : -1));
        IActorRef actor = stage.Spawn();
        Task stopped = stage.TerminatedAsync(actor);
        await reached.Task.WaitAsync(ScriptedStage.Patience, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(6));
        stage.Notes.ShouldNotContain(note => note.StartsWith("recovery failed", StringComparison.Ordinal));

        // The wait begins a moment after the call that hangs.
        while (!stopped.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        await stopped;
        stage.Notes.ShouldContain(note => note.StartsWith($"recovery failed RecoveryTimedOutException at nothing: The journal did not give 'a' {missing} within 7 s", StringComparison.Ordinal));
        await ScriptedStage.SettledAsync(stage.Spawn("b"));

        Task Hang(bool here)
        {
            if (!here)
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return never.Task;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Permits_come_back_when_recovery_fails_or_its_actor_does_not_start(bool startFails)
    {
        await using ScriptedStage stage = new(config: "akka.persistence.max-concurrent-recoveries = 1");
        await stage.FillAsync("bad", 5000);
        for (int i = 0; i < 5; i++)
        {
            await stage.TerminatedAsync(stage.Spawn("bad", startFails
                ? new() { OnStart = static () => throw new InvalidOperationException("boom") }
                : new() { OnEvent = static (one, _) => throw new InvalidOperationException($"boom {one.LastSequenceNr}") }));
        }

        await ScriptedStage.SettledAsync(stage.Spawn("good"));
    }

    [Fact]
    public async Task An_actor_that_is_stopped_while_it_recovers_gives_its_permit_back()
    {
        await using ScriptedStage stage = new(config: "akka.persistence.max-concurrent-recoveries = 1");
        await stage.FillAsync("a", 3000);
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Journal.BeforeRead = (id, from) =>
        {
            if (id != "a" || from != 1001)
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return gate.Task;
        };
        IActorRef actor = stage.Spawn();
        await reached.Task.WaitAsync(ScriptedStage.Patience, TestContext.Current.CancellationToken);
        await stage.StopAsync(actor);
        await ScriptedStage.SettledAsync(stage.Spawn("b"));
        gate.SetResult();
    }

    [Fact]
    public async Task A_fenced_id_is_recovered_by_its_newer_owner_only()
    {
        await using ScriptedStage stage = new();
        IActorRef older = stage.Spawn();
        await ScriptedStage.SettledAsync(older);
        IActorRef newer = stage.Spawn();
        await ScriptedStage.SettledAsync(newer);
        ScriptedStage.Do(older, one =>
        {
            one.Save("old");
            one.DeleteTo(1);
            one.DeleteMany(SnapshotSelectionCriteria.Latest);
        });
        await stage.NotedAsync("not deleted snapshots StorageException");
        stage.Notes.ShouldContain("not saved 1 StorageException");
        stage.Notes.ShouldContain("not deleted to 1 StorageException");
        (await stage.Memory.LoadSnapshotAsync("a")).ShouldBeNull();
        (await stage.StoredAsync()).ShouldBe(["end", "end"]);
    }

    private static async Task RecoverAsync(ScriptedStage stage, Recovery recovery, params string[] expected)
    {
        stage.Notes.Clear();
        IActorRef actor = stage.Spawn(settings: new() { Recovery = recovery });
        await stage.NotedAsync(notes => notes.Any(note => note.StartsWith("recovered", StringComparison.Ordinal)));
        await stage.StopAsync(actor);
        stage.Notes.ShouldBe(expected);
    }
}
