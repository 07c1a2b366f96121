using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Nodes;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Storage;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Home;

/// <summary>
/// What pages show outside a chat: gathers the list of chats, timers, notifications and the model's status, and passes every
/// change on to its subscribers.
/// <code>
/// gathering (subscribers wait) ──chats and schedule are here──► ready
/// </code>
/// </summary>
public sealed class HomeFeed : ReceiveActor, IWithStash, IWithTimers
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly Type[] Topics = [typeof(ChatList), typeof(ScheduleView), typeof(ChatListed), typeof(ChatUnlisted), typeof(TimersChanged), typeof(NotificationRaised), typeof(NotificationDismissed), typeof(StorageHealthChanged), typeof(ClusterHealthChanged)];
    private static readonly TimeSpan LookAtSchedule = TimeSpan.FromSeconds(5);
    private readonly HashSet<IActorRef> _subscribers = [];
    private readonly IActorRef _directory;
    private readonly IActorRef _schedule;
    private readonly IModelDirectory _models;
    private readonly StorageHealth _storage;
    private readonly ClusterHealth? _cluster;
    private readonly Action<ModelStatus> _onStatus;
    private ImmutableDictionary<ChatId, ChatSummary>? _chats;
    private ScheduleView? _scheduled;

    /// <summary>Creates the feed.</summary>
    public HomeFeed(IActorRef directory, IActorRef schedule, IModelDirectory models, StorageHealth storage, ClusterHealth? cluster = null)
    {
        _cluster = cluster;
        _directory = directory;
        _schedule = schedule;
        _models = models;
        _storage = storage;
        IActorRef self = Self;
        _onStatus = status => self.Tell(new ModelStatusChanged(status));
        Receive<ChatList>(list =>
        {
            _chats = list.Chats.ToImmutableDictionary(chat => chat.Id);
            BeReady();
        });
        Receive<ScheduleView>(view =>
        {
            _scheduled = view;
            BeReady();
        });
        Receive<AskAgain>(_ => Ask());

        // One of them is down at the moment: it is asked again.
        Receive<Status.Failure>(_ => { });
        ReceiveAny(_ => Stash.Stash());
    }

    /// <inheritdoc />
    public IStash Stash { get; set; } = null!;

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The props of the feed.</summary>
    public static Props Props(IActorRef directory, IActorRef schedule, IModelDirectory models, StorageHealth storage, ClusterHealth? cluster = null) =>
        Kernel.Actor.Props.Create(() => new HomeFeed(directory, schedule, models, storage, cluster));

    /// <inheritdoc />
    protected override void PreStart()
    {
        // First the changes, then the state: a change between the two is seen twice, never missed.
        foreach (Type topic in Topics)
        {
            Context.System.EventStream.Subscribe(Self, topic);
        }

        _models.StatusChanged += _onStatus;
        Ask();
        Timers.StartPeriodicTimer(AskAgain.Instance, AskAgain.Instance, Again);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _models.StatusChanged -= _onStatus;
        Context.System.EventStream.Unsubscribe(Self);
    }

    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object? message)
    {
        Publish(PublisherRestarted.Instance);
        base.PreRestart(reason, message);
    }

    // A question can be lost with an actor that fails before it has answered, and is started again.
    private void Ask()
    {
        if (_chats is null)
        {
            _directory.Tell(GetChats.Instance, Self);
        }

        if (_scheduled is null)
        {
            _schedule.Tell(GetSchedule.Instance, Self);
        }
    }

    private void BeReady()
    {
        if (_chats is null || _scheduled is null)
        {
            return;
        }

        Timers.Cancel(AskAgain.Instance);
        if (_cluster is not null)
        {
            // A schedule on another node tells of its changes by a topic, which may drop some.
            Timers.StartPeriodicTimer(AskAgain.Instance, AskAgain.Instance, LookAtSchedule);
        }

        Become(Ready);
        Stash.UnstashAll();
    }

    private void Ready()
    {
        Receive<Subscribe>(subscribe =>
        {
            if (_subscribers.Add(subscribe.Subscriber))
            {
                Context.Watch(subscribe.Subscriber);
            }

            subscribe.Subscriber.Tell(new HomeSnapshot(View()));
        });
        Receive<Terminated>(terminated => _subscribers.Remove(terminated.ActorRef));
        Receive<ChatListed>(listed =>
        {
            _chats = _chats!.SetItem(listed.Chat.Id, listed.Chat);
            Publish(listed);
        });
        Receive<ChatUnlisted>(unlisted =>
        {
            _chats = _chats!.Remove(unlisted.ChatId);
            Publish(unlisted);
        });
        Receive<TimersChanged>(changed =>
        {
            _scheduled = _scheduled! with { Timers = changed.Timers };
            Publish(changed);
        });
        Receive<NotificationRaised>(raised =>
        {
            _scheduled = _scheduled! with { Notifications = [.. _scheduled.Notifications.Where(one => one.Id != raised.Notification.Id), raised.Notification] };
            Publish(raised);
        });
        Receive<NotificationDismissed>(dismissed =>
        {
            _scheduled = _scheduled! with { Notifications = [.. _scheduled.Notifications.Where(one => one.Id != dismissed.Id)] };
            Publish(dismissed);
        });
        Receive<ModelStatusChanged>(Publish);
        Receive<StorageHealthChanged>(changed => Publish(new StorageStatusChanged(Storage(changed.Problem))));
        Receive<ClusterHealthChanged>(_ => Publish(new StorageStatusChanged(Storage(_storage.Problem))));
        Receive<AskAgain>(_ => _schedule.Tell(GetSchedule.Instance, Self));
        Receive<Status.Failure>(_ => { });

        // The directory or the schedule has started again.
        Receive<ChatList>(list =>
        {
            if (list.Chats.Count != _chats!.Count || list.Chats.Any(chat => _chats.GetValueOrDefault(chat.Id) != chat))
            {
                _chats = list.Chats.ToImmutableDictionary(chat => chat.Id);
                Publish(new HomeSnapshot(View()));
            }
        });
        Receive<ScheduleView>(view =>
        {
            if (!view.Timers.SequenceEqual(_scheduled!.Timers) || !view.Notifications.SequenceEqual(_scheduled.Notifications))
            {
                _scheduled = view;
                Publish(new HomeSnapshot(View()));
            }
        });
    }

    private HomeView View() => new(
        [.. _chats!.Values.OrderByDescending(chat => chat.UpdatedAt).ThenByDescending(chat => chat.Id.Value)],
        _scheduled!.Timers,
        _scheduled.Notifications,
        _models.Status,
        Storage(_storage.Problem));

    private StorageStatus? Storage(StorageProblem? problem) => problem is null ? _cluster?.Status : StorageStatus.From(problem);

    private void Publish(object update)
    {
        foreach (IActorRef subscriber in _subscribers)
        {
            subscriber.Tell(update);
        }
    }

    private sealed record AskAgain : INoSerializationVerificationNeeded
    {
        public static AskAgain Instance { get; } = new();
    }
}
