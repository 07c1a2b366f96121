using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <content>
/// Handing over. The entities have ended before the shard is released: two nodes with one of them would fence each other. What was
/// delivered meanwhile has not been told to anybody, and comes to the next owner first and in order.
/// </content>
internal sealed partial class Shard
{
    private bool _handingOff;
    private bool _stoppingAll;
    private bool _releasing;
    private bool _windingDown;

    private bool _mayInterrupt;
    private int _busy;
    private int _interrupted;

    private void Busy(ShardEntity entity, bool isBusy)
    {
        if (entity.IsBusy == isBusy) return;
        entity.IsBusy = isBusy;
        _busy += isBusy ? 1 : -1;
        Context.Parent.Tell(new ShardWork(_shard, _busy, _interrupted));
        if (isBusy && _handingOff && !_stoppingAll && !_mayInterrupt) Stay();
    }

    // What it had been told before has made an entity busy. Nothing was stopped yet, and what came meanwhile is here.
    private void Stay()
    {
        _handingOff = false;
        Timers.Cancel("first");
        Timers.Cancel("last");
        Context.Parent.Tell(new HandOffRefused(_shard));
        foreach (IDelivery delivery in _early) Deliver(delivery);
        _early.Clear();
        foreach (ShardEntity entity in _entities.Values.ToArray()) Dispatch(entity);
    }

    // Where entities begin to work as fast as others end, the shard would never be quiet: who has no work waits a little for the others.
    private void WindingDown()
    {
        if (_handingOff || _windingDown) return;
        _windingDown = true;
    }

    // Nobody waits for longer than this; while nobody does, those with work may take their time.
    private void KeepBack()
    {
        if (!Timers.IsTimerActive(nameof(WindUp))) Timers.StartSingleTimer(nameof(WindUp), WindUp.Instance, Settings.WindDown);
    }

    private void WindingUp()
    {
        if (!_windingDown) return;
        _windingDown = false;
        Timers.Cancel(nameof(WindUp));
        Context.Parent.Tell(new WoundUp(_shard));
        foreach (ShardEntity entity in _entities.Values.ToArray()) Dispatch(entity);
    }

    private void Begin(HandOff handOff)
    {
        if (_handingOff) return;
        if (_busy > 0 && !handOff.MayInterrupt)
        {
            Sender.Tell(new HandOffRefused(_shard));
            return;
        }

        _handingOff = true;
        _mayInterrupt = handOff.MayInterrupt;
        if (!_claimed)
        {
            // The claim is given back as soon as it is there.
            Context.Stop(Self);
            return;
        }

        Timers.StartSingleTimer("first", new HandOffExpired(First: true), Settings.HandOffTimeout / 2);
        Timers.StartSingleTimer("last", new HandOffExpired(First: false), Settings.HandOffTimeout);
        StopWhenFinished();
    }

    private void StopWhenFinished()
    {
        if (!_stoppingAll && _entities.Values.Any(e => e is { Ref: not null, HasTold: true })) return;
        StopAll();
    }

    private void StopAll()
    {
        _stoppingAll = true;
        foreach (ShardEntity entity in _entities.Values)
        {
            if (entity is not { Ref: { } actor, IsStopping: false }) continue;
            entity.IsStopping = true;
            actor.Tell(Settings.HandOffStopMessage, Self);
        }

        if (_entities.Values.All(e => e.Ref is null)) Release();
    }

    private void Expired(bool first)
    {
        if (_releasing) return;
        if (first)
        {
            StopAll();
            return;
        }

        foreach (ShardEntity entity in _entities.Values)
        {
            if (entity.Ref is null) continue;
            _log.Warning("{0} '{1}' did not stop within {2} to be handed over. It is stopped.", _services.Kind.Name, entity.Id, Settings.HandOffTimeout);
            Close(entity);
            Context.Stop(entity.Ref);
        }
    }

    private void Release()
    {
        if (_releasing) return;
        _releasing = true;
        _ = ReleaseAsync(_term.Claim!, [.. _answers]).PipeTo(Self, success: static () => ShardReleased.Instance, failure: static _ => ShardReleased.Instance);
    }

    private static async Task ReleaseAsync(IShardClaim claim, Task[] answers)
    {
        await Task.WhenAll(answers);

        // At once: what is unanswered is meant for the next owner.
        await claim.ReleaseAsync(AtOnce);
    }
}
