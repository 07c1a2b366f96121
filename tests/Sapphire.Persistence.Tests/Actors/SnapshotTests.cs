using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>Snapshots and deletion.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task What_is_asked_of_the_snapshots_is_done_in_order_and_answered()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.Store("a", _ => one.Save("a")));
        ScriptedStage.Do(actor, one => one.Store("b", _ => one.Save("a", "b")));
        ScriptedStage.Do(actor, one => one.Store("c", _ =>
        {
            one.Save("a", "b", "c");
            one.DeleteMany(new(1));
            one.DeleteOne(2);
            one.Load("a", SnapshotSelectionCriteria.Latest, long.MaxValue);
            one.Load("a", SnapshotSelectionCriteria.Latest, 2);
            one.Load("other", SnapshotSelectionCriteria.Latest, long.MaxValue);
            one.SaveUnregistered();
        }));
        await stage.NotedAsync("not saved 3 EventSerializationException");
        stage.Notes.Skip(2).Where(note => !note.StartsWith("saved", StringComparison.Ordinal))
            .ShouldBe(["deleted snapshots to 1", "deleted snapshot 2", "loaded 3 to 9223372036854775807", "loaded  to 2", "loaded  to 9223372036854775807", "not saved 3 EventSerializationException"]);
        stage.Notes.Where(note => note.StartsWith("saved", StringComparison.Ordinal)).ShouldBe(["saved 1", "saved 2", "saved 3"]);
        (await stage.Memory.LoadSnapshotAsync("a", 2)).ShouldBeNull();
        (await stage.Memory.LoadSnapshotAsync("a"))!.SequenceNr.ShouldBe(3);
    }

    [Fact]
    public async Task The_state_of_a_snapshot_is_that_of_the_last_handled_event()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        await ScriptedStage.SettledAsync(actor);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Journal.BeforeWrite = _ => gate.Task;

        // Its number is stored, but not what is still under way.
        ScriptedStage.Do(actor, one =>
        {
            one.StoreAsync("pending");
            one.Save("end");
        });
        await stage.NotedAsync("saved 1");
        gate.SetResult();
        await stage.NotedAsync("stored 2 pending");
        await stage.StopAsync(actor);
        stage.Notes.Clear();
        await ScriptedStage.SettledAsync(stage.Spawn());
        stage.Notes.ShouldBe(["offer 1 end", "event 2 pending", "replayed", "recovered 2"]);
    }

    [Fact]
    public async Task Events_are_deleted_up_to_the_last_handled_one()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.StoreAll(["a", "b", "c"]));
        ScriptedStage.Do(actor, one =>
        {
            one.DeleteTo(4);
            one.Save("a", "b");
            one.DeleteTo(2);
        });
        await stage.NotedAsync("deleted to 2");
        stage.Notes.ShouldContain("not deleted to 4 InvalidOperationException");
        (await stage.StoredAsync()).ShouldBe(["c"]);
        await stage.StopAsync(actor);

        // The snapshot was taken of all three.
        stage.Notes.Clear();
        IActorRef next = stage.Spawn();
        ScriptedStage.Do(next, one => one.DeleteTo(long.MaxValue));
        await stage.NotedAsync("deleted to 3");
        ScriptedStage.Do(next, one => one.Store("d"));
        await stage.NotedAsync("stored 4 d");
        await stage.StopAsync(next);
        stage.Notes.Clear();
        await ScriptedStage.SettledAsync(stage.Spawn());
        stage.Notes.ShouldBe(["offer 3 a b", "event 4 d", "replayed", "recovered 4"]);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_saved_costs_nothing_but_time()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        stage.Journal.BeforeSave = _ => throw new StorageException(StorageReason.Full, "full");
        ScriptedStage.Do(actor, one => one.Store("a", _ => one.Save("a")));
        await stage.NotedAsync("not saved 1 StorageException");
        ScriptedStage.Do(actor, one => one.Store("b"));
        await stage.NotedAsync("stored 2 b");
    }

    [Fact]
    public async Task A_deletion_that_fails_is_told_and_costs_nothing_else()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.Store("a", _ => one.Save("a")));
        await stage.NotedAsync("saved 1");
        stage.Journal.BeforeDelete = _ => throw new StorageException(StorageReason.Full, "full");
        ScriptedStage.Do(actor, one =>
        {
            one.DeleteOne(1);
            one.DeleteMany(new(1));
            one.DeleteTo(1);
        });
        await stage.NotedAsync("not deleted to 1 StorageException");
        stage.Notes.Where(note => note.StartsWith("not deleted", StringComparison.Ordinal))
            .ShouldBe(["not deleted snapshot 1 StorageException", "not deleted snapshots StorageException", "not deleted to 1 StorageException"]);
        ScriptedStage.Do(actor, one => one.Store("b"));
        await stage.NotedAsync("stored 2 b");
        (await stage.Memory.LoadSnapshotAsync("a"))!.SequenceNr.ShouldBe(1);
        (await stage.StoredAsync()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Snapshots_are_due_every_so_many_events_and_the_last_ones_are_kept()
    {
        SnapshotRetention retention = new(200);
        retention.IsDue(199).ShouldBeFalse();
        retention.IsDue(200).ShouldBeTrue();
        retention.IsDue(401).ShouldBeFalse("the first is not saved yet");
        retention.Saved(Metadata(200)).ShouldBeNull();
        retention.IsDue(399).ShouldBeFalse();
        retention.IsDue(403).ShouldBeTrue();
        retention.Saved(Metadata(403)).ShouldBe(new SnapshotSelectionCriteria(199));
        retention.IsDue(603).ShouldBeTrue();
        retention.Failed();
        retention.IsDue(604).ShouldBeFalse("it just failed");
        retention.IsDue(803).ShouldBeTrue();
        retention.Saved(Metadata(803)).ShouldBe(new SnapshotSelectionCriteria(402));

        SnapshotRetention recovered = new(200);
        recovered.Offered(Metadata(803));
        recovered.IsDue(1002).ShouldBeFalse();
        recovered.IsDue(1003).ShouldBeTrue();
        recovered.Saved(Metadata(1003)).ShouldBe(new SnapshotSelectionCriteria(802));

        static SnapshotMetadata Metadata(long sequenceNr) => new("a", sequenceNr, DateTimeOffset.UnixEpoch);
    }
}
