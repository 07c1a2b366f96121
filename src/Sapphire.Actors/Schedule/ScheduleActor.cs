using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Storage;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Persistence;
using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Schedule;

/// <summary>
/// Keeps timers over restarts: a timer that came due while the program did not run fires right after recovery.
/// What changes is published as <see cref="Update"/>s, after it is stored: on the event stream, unless told otherwise.
/// </summary>
public sealed class ScheduleActor : ReceivePersistentActor, IWithTimers
{
    // Looks at the clock at least this often, since a machine that slept or whose clock was set wakes timers at the wrong time.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time;
    private readonly SnapshotRetention _snapshots;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly StorageHealth _storage;
    private readonly Action<object> _publish;
    private ScheduleState _state = ScheduleState.Empty;

    /// <summary>Creates the schedule.</summary>
    public ScheduleActor(TimeProvider time, StorageHealth storage, int snapshotEvery, Action<object>? publish = null)
    {
        _time = time;
        _publish = publish ?? Context.System.EventStream.Publish;
        _snapshots = new(snapshotEvery);
        _storage = storage;
        Recover<ScheduleEvent>(happened => _state = _state.Apply(happened));
        Recover<SnapshotOffer>(offer =>
        {
            _state = ((ScheduleSnapshot)offer.Snapshot).ToState();
            _snapshots.Offered(offer.Metadata);
        });
        Recover<RecoveryCompleted>(_ =>
        {
            _publish(_state.View);
            if (!RecoveredReadOnly())
            {
                FireDue();
            }
        });
        Command<ScheduleCommand>(_ => ReadOnlyCause is null, Handle);
        Command<ScheduleCommand>(_ => TryAgain());
        Command<StorageHealthChanged>(changed => changed.Problem is null && ReadOnlyCause is not null, _ => RecoverAgain());
        Command<StorageHealthChanged>(_ => { });
        Command<GetSchedule>(_ => Sender.Tell(_state.View));
        Command<WakeUp>(_ => { });
        Command<Tick>(_ => ReadOnlyCause is null, _ => FireDue());
        Command<Tick>(_ => { });
        Command<SaveSnapshotSuccess>(saved =>
        {
            if (_snapshots.Saved(saved.Metadata) is { } old)
            {
                DeleteSnapshots(old);
            }
        });
        Command<SaveSnapshotFailure>(failure =>
        {
            _snapshots.Failed();
            _log.Warning("The snapshot of {0} was not saved: {1}", PersistenceId, failure.Cause.Message);
        });
    }

    /// <inheritdoc />
    public override string PersistenceId => "schedule";

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The props of the schedule.</summary>
    public static Props Props(TimeProvider time, StorageHealth storage, int snapshotEvery = 200, Action<object>? publish = null) =>
        Kernel.Actor.Props.Create(() => new ScheduleActor(time, storage, snapshotEvery, publish));

    // The page's list needs the timers, also while the store takes no writes.
    /// <inheritdoc />
    protected override bool RecoversReadOnly => true;

    /// <inheritdoc />
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        Sender.Tell(new TimerAnswer(null, $"This could not be stored. {StorageStatus.ForPeople(cause.Message)}"));
    }

    private bool RecoveredReadOnly()
    {
        if (ReadOnlyCause is null)
        {
            Context.System.EventStream.Unsubscribe<StorageHealthChanged>(Self);
            return false;
        }

        Timers.Cancel(Tick.Instance);
        Context.System.EventStream.Subscribe<StorageHealthChanged>(Self);
        if (_storage.Problem is null)
        {
            // It was over before the subscription.
            Self.Tell(new StorageHealthChanged(null));
        }

        return true;
    }

    // The store is not asked while it is known to fail.
    private void TryAgain()
    {
        if (_storage.Problem is not null)
        {
            Sender.Tell(new TimerAnswer(null, $"This could not be stored. {StorageStatus.ForPeople(ReadOnlyCause!.Message)}"));
            return;
        }

        Stash.Stash();
        Stash.UnstashAll();
        RecoverAgain();
    }

    private void Handle(ScheduleCommand command)
    {
        (ImmutableArray<ScheduleEvent> events, TimerAnswer answer) = _state.Decide(command);
        IActorRef sender = Sender;
        Store(events, () => sender.Tell(answer));
    }

    private void FireDue() => Store(_state.Due(_time.GetUtcNow()), () => { });

    private void Store(ImmutableArray<ScheduleEvent> events, Action then)
    {
        if (events.IsEmpty)
        {
            WaitForNext();
            then();
            return;
        }

        int left = events.Length;
        PersistAll(events, happened =>
        {
            _state = _state.Apply(happened);
            if (happened is TimerFired fired && _state.Notifications.FindLast(one => one.Id == fired.TimerId) is { } notification)
            {
                _publish(new NotificationRaised(notification));
            }
            else if (happened is NotificationCleared cleared)
            {
                _publish(new NotificationDismissed(cleared.TimerId));
            }

            if (--left == 0)
            {
                _publish(new TimersChanged(_state.View.Timers));
                then();
                WaitForNext();
                if (_snapshots.IsDue(LastSequenceNr))
                {
                    SaveSnapshot(ScheduleSnapshot.From(_state));
                }
            }
        });
    }

    private void WaitForNext()
    {
        if (_state.NextDue is not { } due)
        {
            Timers.Cancel(Tick.Instance);
            return;
        }

        TimeSpan wait = due - _time.GetUtcNow();
        Timers.StartSingleTimer(Tick.Instance, Tick.Instance, wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait);
    }

    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
