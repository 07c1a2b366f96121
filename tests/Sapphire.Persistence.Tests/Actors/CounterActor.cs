using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>Keeps the texts it was given, and says what happens to it.</summary>
public sealed class CounterActor : ReceivePersistentActor
{
    private readonly ConcurrentQueue<string> _notes;
    private ImmutableArray<string> _texts = [];
    private bool _fromSnapshot;

    public CounterActor(string id, ConcurrentQueue<string> notes)
    {
        PersistenceId = id;
        _notes = notes;
        Recover<Added>(Apply);
        Recover<SnapshotOffer>(offer =>
        {
            _texts = ((CounterState)offer.Snapshot).Texts;
            _fromSnapshot = true;
        });
        Recover<RecoveryCompleted>(_ => Note($"recovered {LastSequenceNr}"));
        Ready();
    }

    public override string PersistenceId { get; }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Note($"failed {sequenceNr} {cause.GetType().Name}");

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Note($"rejected {sequenceNr}");
        Sender.Tell("rejected", Self);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message)
    {
        base.OnRecoveryFailure(reason, message);
        Note($"recovery failed {reason.GetType().Name}: {reason.Message}");
    }

    private void Ready()
    {
        Command<Counter.Add>(add => Persist(new Added(add.Text), added =>
        {
            Apply(added);
            Sender.Tell($"{LastSequenceNr} {added.Text}", Self);
        }));
        Command<Counter.AddAll>(all => PersistAll(all.Texts.Select(text => new Added(text)), added =>
        {
            Apply(added);
            Sender.Tell($"{LastSequenceNr} {added.Text}", Self);
        }));
        Command<Counter.AddAsync>(add => PersistAsync(new Added(add.Text), added =>
        {
            Apply(added);
            Sender.Tell($"{LastSequenceNr} {added.Text}", Self);
        }));
        CommandAsync<Counter.AddAfter>(async add =>
        {
            await add.Gate;
            Persist(new Added(add.Text), added =>
            {
                Apply(added);
                Sender.Tell($"{LastSequenceNr} {added.Text}", Self);
            });
        });
        Command<Counter.AddUnregistered>(add => Persist(new Unregistered(add.Text), _ => Note("must not run")));
        Command<Counter.AddTwiceThenThrow>(add =>
        {
            Persist(new Added(add.Text), Apply);
            Persist(new Added(add.Text), Apply);
            throw new InvalidOperationException("in the command");
        });
        Command<Counter.AddThenThrowInHandler>(add => Persist(new Added(add.Text), _ => throw new InvalidOperationException("in the handler")));
        Command<Counter.Defer>(defer => DeferAsync(defer.Text, text => Sender.Tell($"deferred {text} after {_texts.Length}", Self)));
        Command<Counter.Snapshot>(_ =>
        {
            SaveSnapshot(new CounterState(_texts));
            IActorRef asker = Sender;
            BecomeStacked(() =>
            {
                Command<SaveSnapshotSuccess>(success =>
                {
                    asker.Tell(success, Self);
                    UnbecomeStacked();
                    Stash.UnstashAll();
                });
                CommandAny(_ => Stash.Stash());
            });
        });
        Command<Counter.Close>(_ =>
        {
            Sender.Tell("closed", Self);
            Become(Closed);
        });
        Command<Counter.Get>(_ => Sender.Tell(new Counter.State(_texts, LastSequenceNr, WriterEpoch, _fromSnapshot, GetHashCode()), Self));
    }

    private void Closed()
    {
        Command<Counter.Open>(_ =>
        {
            Become(Ready);
            Stash.UnstashAll();
        });
        CommandAny(_ => Stash.Stash());
    }

    private void Apply(Added added) => _texts = _texts.Add(added.Text);

    private void Note(string note) => _notes.Enqueue(note);
}
