using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

/// <summary>
/// Where a timer rings: in the room where it was set, when somebody is there; else everywhere, since it must not be missed.
/// <code>
/// fired ──its room is here──► rung here, the other nodes are told
///   └──its room is not here──► (other nodes) waits 3 s ──told that it was rung──► done
///                                                └──nobody did, or (no other nodes)──► rung in all rooms here; where there is none, when one opens
/// </code>
/// </summary>
public sealed partial class RoomDirectory
{
    // A tab that reloads is away for a moment; a timer that fires meanwhile rings when it is back.
    private static readonly TimeSpan RingTime = TimeSpan.FromMinutes(1);

    // A word from node to node takes milliseconds; who waits for a timer does not mind so much.
    private static readonly TimeSpan OthersTime = TimeSpan.FromSeconds(3);
    private const int MaxPending = 20;

    private readonly Action<TimerRang>? _tellOthers;
    private readonly Queue<(NotificationView Notification, DateTimeOffset At)> _rings = [];

    // Those of the last minutes: what is told twice rings once.
    private readonly Dictionary<TimerId, DateTimeOffset> _raised = [];
    private DateTimeOffset? _since;

    private void Raise(NotificationView notification)
    {
        if (_tellOthers is null || _raised.TryAdd(notification.Id, _services.Time.GetUtcNow()))
        {
            Ring(notification);
        }
    }

    // What the schedule says was raised. It finds what this node was not told of, and what fired in the moment when it was started again.
    private void CatchUp(NotificationsSeen seen)
    {
        DateTimeOffset now = _services.Time.GetUtcNow();
        _since ??= now;
        foreach (TimerId old in _raised.Where(one => now - one.Value > 2 * RingTime && !seen.Notifications.Any(notification => notification.Id == one.Key)).Select(one => one.Key).ToArray())
        {
            _raised.Remove(old);
        }

        foreach (NotificationView notification in seen.Notifications.Where(one => now - one.At < RingTime && (one.At >= _since || IsHere(one))))
        {
            Raise(notification);
        }
    }

    private bool IsHere(NotificationView notification) => notification.RoomId is { } own && _withReader.Contains(own);

    private void Ring(NotificationView notification)
    {
        if (IsHere(notification))
        {
            _tellOthers?.Invoke(new TimerRang(notification.Id));
            RingIn([notification.RoomId!.Value], notification);
        }
        else if (notification.RoomId is not null && _tellOthers is not null)
        {
            Timers.StartSingleTimer(notification.Id, new NobodyRang(notification), OthersTime);
        }
        else
        {
            RingEverywhere(notification);
        }
    }

    private void RangElsewhere(TimerId timer)
    {
        // The word of it may come later than that.
        _raised.TryAdd(timer, _services.Time.GetUtcNow());
        Timers.Cancel(timer);
        for (int i = _rings.Count; i > 0; i--)
        {
            (NotificationView Notification, DateTimeOffset At) ring = _rings.Dequeue();
            if (ring.Notification.Id != timer)
            {
                _rings.Enqueue(ring);
            }
        }
    }

    private void RingEverywhere(NotificationView notification)
    {
        if (_withReader.Count > 0)
        {
            RingIn([.. _withReader], notification);
            return;
        }

        _rings.Enqueue((notification, _services.Time.GetUtcNow()));
        if (_rings.Count > MaxPending)
        {
            _rings.Dequeue();
        }
    }

    private void RingWhatWaits()
    {
        while (_rings.TryDequeue(out (NotificationView Notification, DateTimeOffset At) ring))
        {
            if (_services.Time.GetUtcNow() - ring.At >= RingTime)
            {
                continue;
            }

            if (IsHere(ring.Notification))
            {
                Ring(ring.Notification);
            }
            else
            {
                RingEverywhere(ring.Notification);
            }
        }
    }

    private void RingIn(RoomId[] rooms, NotificationView notification)
    {
        _log.Info("A timer rings in {Count} rooms.", rooms.Length);
        foreach (RoomId room in rooms)
        {
            if (_rooms.TryGetValue(room, out IActorRef? actor))
            {
                actor.Tell(new Ring(room, notification.Id, notification.Title, $"{notification.Title}."), Self);
            }
        }
    }

    private sealed record NobodyRang(NotificationView Notification) : INoSerializationVerificationNeeded;
}

/// <summary>To the directory: the notifications that the schedule shows now.</summary>
#pragma warning disable MA0048 // Belongs to it.
internal sealed record NotificationsSeen(IReadOnlyList<NotificationView> Notifications) : INoSerializationVerificationNeeded;
