using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <content>The entities: told in order, and told again when they have failed.</content>
internal sealed partial class Shard
{
    private readonly Dictionary<string, ShardEntity> _entities = new(StringComparer.Ordinal);

    private ShardEntity Entity(string id)
    {
        if (!_entities.TryGetValue(id, out ShardEntity? entity)) _entities.Add(id, entity = new(id));
        return entity;
    }

    private ShardEntity? EntityOf(IActorRef actor) => _entities.TryGetValue(actor.Path.Name, out ShardEntity? entity) && actor.Equals(entity.Ref) ? entity : null;

    /// <summary>Tells an entity what it has not been told.</summary>
    private void Dispatch(ShardEntity entity)
    {
        if (_handingOff || entity.IsStopping || entity.IsFailing || entity.IsResting) return;
        if (_windingDown && !entity.IsBusy)
        {
            if (entity.Pending.Any(p => !p.IsTold)) KeepBack();
            return;
        }

        for (LinkedListNode<PendingDelivery>? node = entity.Pending.First, next; node is not null; node = next)
        {
            next = node.Next;
            PendingDelivery delivery = node.Value;
            if (!delivery.IsTold)
            {
                // A node that stood still finds out here, message by message, that it owns nothing any more.
                if (!_term.IsOwner || !TryStart(entity)) return;
                Tell(entity, node);
            }

            if (entity.IsCareful && delivery is { IsTold: true, Answered.IsAnswered: false }) return;
        }
    }

    private void Tell(ShardEntity entity, LinkedListNode<PendingDelivery> node)
    {
        PendingDelivery delivery = node.Value;
        if (delivery.AwaitsAnswer)
        {
            delivery.Answered = new AnsweredActorRef(delivery.Sender ?? Context.System.DeadLetters, Self, delivery, _term);
            delivery.ToldAt = _clock.GetTimestamp();
            entity.Ref!.Tell(delivery.Message, delivery.Answered);
        }
        else
        {
            entity.Pending.Remove(node);
            entity.Ref!.Tell(delivery.Message, delivery.Sender);
            Track(delivery.Delivery.AcknowledgeAsync());
        }
    }

    private bool TryStart(ShardEntity entity)
    {
        if (entity.Ref is not null) return true;
        try
        {
            entity.Ref = Context.Watch(Context.ActorOf(_services.EntityProps!(entity.Id), entity.Id));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidActorNameException)
        {
            // There can be no such entity.
            foreach (PendingDelivery delivery in entity.Pending) Reject(delivery.Delivery, delivery.Sender, $"'{entity.Id}' cannot be an entity of '{_services.Kind.Name}': {e.Message}");
            _entities.Remove(entity.Id);
            return false;
        }
    }

    private void Answered(PendingDelivery delivery)
    {
        if (!_entities.TryGetValue(delivery.EntityId, out ShardEntity? entity) || !entity.Pending.Remove(delivery)) return;
        Track(delivery.Delivery.AcknowledgeAsync());
        entity.Ends = 0;
        if (entity.Pending.Count == 0) entity.IsCareful = false;
        if (_handingOff) StopWhenFinished();
        else Dispatch(entity);
    }

    private void Stop(Passivate passivate)
    {
        if (EntityOf(Sender) is not { IsStopping: false } entity) return;
        entity.IsStopping = true;
        Sender.Tell(passivate.StopMessage);
    }

    private void Ended(IActorRef actor)
    {
        if (EntityOf(actor) is not { } entity) return;
        bool asked = entity is { IsStopping: true, IsFailing: false, Failure: null };
        bool wasSilent = entity.Failure is SilenceException;
        string failure = entity.Failure?.GetType().Name ?? "";
        if (entity.IsBusy && _stoppingAll) _interrupted++;
        Busy(entity, isBusy: false);

        // It is certain which one it failed on only where it had only one. What it was silent on is known.
        if (entity.Failure is not null && !wasSilent && entity.Pending.Count(p => p.IsTold) == 1) entity.Pending.First(p => p.IsTold).Attempts++;
        entity.Ref = null;
        entity.IsStopping = false;
        entity.IsFailing = false;
        entity.Failure = null;
        foreach (PendingDelivery delivery in entity.Pending.ToArray())
        {
            if (delivery.Answered is not { } answered) continue;
            if (answered.TryClose())
            {
                delivery.Answered = null;
            }
            else
            {
                entity.Pending.Remove(delivery);
                Track(delivery.Delivery.AcknowledgeAsync());
            }
        }

        if (!asked) GiveUp(entity, failure);
        if (_handingOff)
        {
            StopWhenFinished();
        }
        else if (entity.Pending.Count == 0)
        {
            _entities.Remove(entity.Id);
        }
        else if (asked)
        {
            Dispatch(entity);
        }
        else
        {
            entity.IsCareful |= !wasSilent;
            entity.IsResting = true;
            double rest = Math.Min(Settings.MaxBackoff.TotalSeconds, Settings.MinBackoff.TotalSeconds * Math.Pow(2, Math.Min(entity.Ends++, 30)));
            Timers.StartSingleTimer(entity.Id, new EntityRested(entity.Id), TimeSpan.FromSeconds(rest));
        }
    }

    // Also where it ends again and again by itself, or cannot be made at all: a shard has room for few unanswered messages.
    private void GiveUp(ShardEntity entity, string failure)
    {
        foreach (PendingDelivery delivery in entity.Pending.ToArray())
        {
            string? reason = delivery.Attempts >= Settings.MaxAttempts ? $"The entity failed {delivery.Attempts} times on it: {failure}."
                : _clock.GetElapsedTime(delivery.ReceivedAt) >= Settings.AnswerTimeout * Settings.MaxAttempts ? $"The entity does not come to life, or ends without an answer, since {Settings.AnswerTimeout * Settings.MaxAttempts}."
                : null;
            if (reason is null) continue;
            _log.Warning("{0} '{1}' cannot handle a {2}; it is in the dead letters. {3}", _services.Kind.Name, entity.Id, delivery.Message.GetType().Name, reason);
            Reject(delivery.Delivery, delivery.Sender, reason);
            entity.Pending.Remove(delivery);
            entity.Ends = 0;
        }
    }

    // What waits in its mailbox passes through the dead letters, where somebody may answer for it; its next life does.
    private static void Close(ShardEntity entity)
    {
        foreach (PendingDelivery delivery in entity.Pending) delivery.Answered?.TryClose();
    }

    private void Rested(string id)
    {
        if (!_entities.TryGetValue(id, out ShardEntity? entity)) return;
        entity.IsResting = false;
        Dispatch(entity);
    }

    /// <summary>Stops the entities that have left a delivery without an answer for too long.</summary>
    private void StopSilent()
    {
        foreach (ShardEntity entity in _entities.Values)
        {
            if (entity is not { Ref: { } actor, IsStopping: false }) continue;
            PendingDelivery[] silent = [.. entity.Pending.Where(p => p is { IsTold: true, Answered.IsAnswered: false } && _clock.GetElapsedTime(p.ToldAt) >= Settings.AnswerTimeout)];
            if (silent.Length == 0) continue;
            _silent++;
            _log.Warning("{0} '{1}' has not answered a {2} within {3}. It is stopped, and gets the message again.", _services.Kind.Name, entity.Id, silent[0].Message.GetType().Name, Settings.AnswerTimeout);
            foreach (PendingDelivery delivery in silent) delivery.Attempts++;
            entity.Failure = new SilenceException();
            entity.IsStopping = true;
            Close(entity);
            Context.Stop(actor);
        }
    }

    /// <summary>The entity gave no answer in time.</summary>
    private sealed class SilenceException : Exception;
}
