using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>Does what the test sends it, and notes what happens to it.</summary>
public sealed class ScriptedActor : ReceivePersistentActor, IWithTimers
{
    private readonly ScriptedSettings _settings;

    public ScriptedActor(string id, ConcurrentQueue<string> notes, ScriptedSettings settings)
    {
        PersistenceId = id;
        Notes = notes;
        _settings = settings;
        Recover<Added>(added =>
        {
            Note($"event {LastSequenceNr} {added.Text}");
            _settings.OnEvent?.Invoke(this, added);
        });
        Recover<SnapshotOffer>(offer => Note($"offer {offer.Metadata.SequenceNr} {string.Join(' ', ((CounterState)offer.Snapshot).Texts)}"));
        Recover<RecoveryCompleted>(_ =>
        {
            Note($"recovered {LastSequenceNr}");
            _settings.OnRecovered?.Invoke(this);
        });
        Command<Do>(one => one.Action(this));
        CommandAsync<DoAsync>(one => one.Action(this));
        Command<string>(text => Note($"command {text}"));
        Command<SaveSnapshotSuccess>(one => Note($"saved {one.Metadata.SequenceNr}"));
        Command<SaveSnapshotFailure>(one => Note($"not saved {one.Metadata.SequenceNr} {one.Cause.GetType().Name}"));
        Command<DeleteMessagesSuccess>(one => Note($"deleted to {one.ToSequenceNr}"));
        Command<DeleteMessagesFailure>(one => Note($"not deleted to {one.ToSequenceNr} {one.Cause.GetType().Name}"));
        Command<DeleteSnapshotSuccess>(one => Note($"deleted snapshot {one.Metadata.SequenceNr}"));
        Command<DeleteSnapshotFailure>(one => Note($"not deleted snapshot {one.Metadata.SequenceNr} {one.Cause.GetType().Name}"));
        Command<DeleteSnapshotsSuccess>(one => Note($"deleted snapshots to {one.Criteria.MaxSequenceNr}"));
        Command<DeleteSnapshotsFailure>(one => Note($"not deleted snapshots {one.Cause.GetType().Name}"));
        Command<LoadSnapshotResult>(one => Note($"loaded {one.Snapshot?.Metadata.SequenceNr} to {one.ToSequenceNr}"));
        Command<LoadSnapshotFailed>(one => Note($"not loaded {one.Cause.GetType().Name}"));
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    public ConcurrentQueue<string> Notes { get; }

    public override Recovery Recovery => _settings.Recovery;

    public override IStashOverflowStrategy InternalStashOverflowStrategy => _settings.Overflow ?? base.InternalStashOverflowStrategy;

    protected override int InternalStashCapacity => _settings.Capacity ?? base.InternalStashCapacity;

    public IActorRef Asker => Sender;

    public static Props Props(string id, ConcurrentQueue<string> notes, ScriptedSettings? settings = null) =>
        Kernel.Actor.Props.Create(() => new ScriptedActor(id, notes, settings ?? new()));

    public void Note(string note) => Notes.Enqueue(note);

    public void Store(string text, Action<Added>? then = null) => Persist(new Added(text), then ?? Noted);

    public void StoreUnregistered(string text) => Persist(new Unregistered(text), _ => Note("must not run"));

    public void StoreThenAwait(string text, Func<Added, Task> then) => Persist(new Added(text), then);

    public void StoreAll(string[] texts, Action? then = null)
    {
        if (then is null)
        {
            PersistAll(texts.Select(text => new Added(text)), Noted);
        }
        else
        {
            PersistAll(texts.Select(text => new Added(text)), Noted, then);
        }
    }

    public void StoreAllAsync(string[] texts, Action then) => PersistAllAsync(texts.Select(text => new Added(text)), Noted, then);

    public void StoreAsync(string text, Action<Added>? then = null) => PersistAsync(new Added(text), then ?? Noted);

    public void Later(string text) => DeferAsync(text, t => Note($"deferred {t}"));

    public void LaterAwait(string text, Func<string, Task> then) => Defer(text, then);

    public void LaterHolding(string text) => Defer(text, t => Note($"deferred {t}"));

    public void Save(params string[] texts) => SaveSnapshot(new CounterState([.. texts]));

    public void SaveUnregistered() => SaveSnapshot(new Unregistered("x"));

    public void DeleteTo(long sequenceNr) => DeleteMessages(sequenceNr);

    public void DeleteOne(long sequenceNr) => DeleteSnapshot(sequenceNr);

    public void DeleteMany(SnapshotSelectionCriteria criteria) => DeleteSnapshots(criteria);

    public void Load(string id, SnapshotSelectionCriteria criteria, long toSequenceNr) => LoadSnapshot(id, criteria, toSequenceNr);

    public void StashOn(string text) => BecomeStacked(() =>
    {
        Command<string>(t => t == text, _ =>
        {
            UnbecomeStacked();
            Stash.UnstashAll();
        });
        CommandAny(_ => Stash.Stash());
    });

    protected override void PreStart()
    {
        _settings.OnStart?.Invoke();
        base.PreStart();
    }

    protected override void PreRestart(Exception reason, object? message)
    {
        Note($"restart {reason.Message} at {Name(message)}");
        base.PreRestart(reason, message);
    }

    protected override void OnReplaySuccess() => Note("replayed");

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Note($"failed {sequenceNr} {((Added)@event).Text}");

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Note($"rejected {sequenceNr}");

    protected override void OnRecoveryFailure(Exception reason, object? message) => Note($"recovery failed {reason.GetType().Name} at {Name(message)}: {reason.Message}");

    private static string Name(object? message) => message switch
    {
        null => "nothing",
        Added added => added.Text,
        string text => text,
        _ => message.GetType().Name,
    };

    private void Noted(Added added) => Note($"stored {LastSequenceNr} {added.Text}");

    /// <summary>Runs in the actor.</summary>
    public sealed record Do(Action<ScriptedActor> Action) : INoSerializationVerificationNeeded;

    /// <summary>Runs in the actor, which waits for it.</summary>
    public sealed record DoAsync(Func<ScriptedActor, Task> Action) : INoSerializationVerificationNeeded;
}

/// <summary>How a <see cref="ScriptedActor"/> is set up.</summary>
#pragma warning disable MA0048 // Beside the actor that it belongs to.
public sealed record ScriptedSettings
{
    public Recovery Recovery { get; init; } = Recovery.Default;

    public IStashOverflowStrategy? Overflow { get; init; }

    public int? Capacity { get; init; }

    public Action? OnStart { get; init; }

    public Action<ScriptedActor>? OnRecovered { get; init; }

    public Action<ScriptedActor, Added>? OnEvent { get; init; }
}
