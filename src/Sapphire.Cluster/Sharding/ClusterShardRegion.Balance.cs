using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Sharding;

/// <content>The balance: who should own what, and handing over what another should own.</content>
internal sealed partial class ClusterShardRegion
{
    private const int LongestBackoff = 6;
    private string[] _owners = [];
    private string _view = "";
    private long _changed;

    private TimeProvider Clock => _services.Remoting.System.TimeProvider;

    private void Balance()
    {
        // A silent node counts until it is gone: it has its shards still, and the others' must not move to and fro.
        Member[] members = [.. _services.Presence.Members.Where(m => m.Info.Roles.Contains(Settings.Role) && !m.Info.Draining)];
        string view = string.Join(' ', members.Select(m => m.Info.Id));
        if (view != _view)
        {
            _view = view;
            _changed = Clock.GetTimestamp();
            string[] before = _owners;
            _owners = ShardAllocation.Allocate(members.Select(m => m.Info.Id.Name), _services.Kind.Shards);
            StepAside(before);
        }

        if (_draining) return;
        foreach (Slot slot in _slots)
        {
            if (slot.Shard is not null) continue;
            if (ShouldOwn(slot)) Claim(slot);
            else if (!Timers.IsTimerActive(slot.Timer)) Timers.StartSingleTimer(slot.Timer, new ClaimShard(slot.Number), Settings.ClaimDelay);
        }

        if (Clock.GetElapsedTime(_changed) < Settings.StableAfter || Array.Exists(_slots, s => s.IsLeaving)) return;
        long now = Clock.GetTimestamp();
        Slot[] movable = [.. _slots.Where(s => s.Status == ClaimStatus.Active && IsOfAnother(s) && s.NotBefore <= now)];
        if (Array.Find(movable, s => s.Busy == 0) is { } quiet) Move(quiet);

        // All at once, not one after the other: the balance is reached sooner, and a shard that has moved keeps nobody waiting again.
        foreach (Slot busy in movable.Where(s => s.Busy > 0)) Wind(busy);
    }

    // Who waited for a shard before the node came that should own it leaves the line, and gets in again behind it: else the shard would
    // go by way of every one of them, and keep its entities waiting each time.
    private void StepAside(string[] before)
    {
        if (_draining || before.Length != _owners.Length) return;
        foreach (Slot slot in _slots)
        {
            if (slot is not { Shard: not null, Status: ClaimStatus.Waiting, IsLeaving: false } || !IsOfAnother(slot) || before[slot.Number] == _owners[slot.Number]) continue;
            Leave(slot, HandOff.Quiet);
        }
    }

    private void Move(Slot slot)
    {
        slot.WasHandedOver = true;
        Leave(slot, HandOff.Quiet);
    }

    private bool ShouldOwn(Slot slot) => slot.Number < _owners.Length && _owners[slot.Number] == _services.Remoting.Self.Name;

    private bool IsOfAnother(Slot slot) => slot.Number < _owners.Length && _owners[slot.Number] != _services.Remoting.Self.Name;

    // Handed over, and here again: the other is not in line. Each further attempt waits longer.
    private void Owns(Slot slot)
    {
        if (!slot.WasHandedOver || !IsOfAnother(slot))
        {
            slot.Returns = 0;
            slot.NotBefore = 0;
        }
        else
        {
            slot.Returns = Math.Min(slot.Returns + 1, LongestBackoff);
            slot.NotBefore = Clock.GetTimestamp() + (long)(Settings.RebalanceInterval.TotalSeconds * (1 << slot.Returns) * Clock.TimestampFrequency);
        }

        slot.WasHandedOver = false;
    }
}
