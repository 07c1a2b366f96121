using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <content>Draining: everything is handed over, quiet shards first.</content>
internal sealed partial class ClusterShardRegion
{
    private void BeginDrain(DrainRegion drain)
    {
        _drainers.Add(Sender);
        long ends = Clock.GetTimestamp() + (long)(drain.Grace.TotalSeconds * Clock.TimestampFrequency);

        // Who drains a second time may be in more of a hurry, never in less.
        if (!_draining || (_patient && ends < _graceEnds))
        {
            if (!_draining) _drained = DrainReport.None;
            _patient = drain.Grace > TimeSpan.Zero;
            _graceEnds = ends;
            if (_patient) Timers.StartSingleTimer(nameof(GraceOver), GraceOver.Instance, drain.Grace);
        }

        _draining = true;
        Drain();
    }

    private void Drain()
    {
        // First those that others own: what is handed over is not to come back here.
        foreach (Slot slot in _slots.OrderBy(s => s.IsOwned))
        {
            Timers.Cancel(slot.Timer);
            if (slot.Shard is null || slot.IsLeaving) continue;
            if (_patient && slot.Busy > 0)
            {
                Wind(slot);
                continue;
            }

            if (slot.IsOwned && _slots.Count(s => s is { IsLeaving: true, IsOwned: true }) >= Settings.DrainParallelism) continue;
            Leave(slot, _patient ? HandOff.Quiet : HandOff.Now);
        }

        if (!_slots.All(s => s.Shard is null)) return;
        foreach (IActorRef drainer in _drainers) drainer.Tell(_drained);
        _drainers.Clear();
    }

    private void Resume()
    {
        if (!_draining) return;
        _draining = false;
        Timers.Cancel(nameof(GraceOver));
        foreach (IActorRef drainer in _drainers) drainer.Tell(new Status.Failure(new InvalidOperationException("This node takes shards again; it was not drained to the end.")));
        _drainers.Clear();
        foreach (Slot slot in _slots.Where(s => s.IsWinding)) slot.Shard?.Tell(WindUp.Instance, Self);
        Balance();
    }

    private void Leave(Slot slot, HandOff how)
    {
        slot.IsLeaving = true;
        slot.WasOwned = slot.IsOwned;
        slot.LeftAt = Clock.GetTimestamp();
        slot.Shard!.Tell(how, Self);
    }

    private void Works(ShardWork work)
    {
        Slot slot = _slots[work.Shard];
        if (!Sender.Equals(slot.Shard)) return;
        slot.Busy = work.Busy;
        slot.Interrupted = work.Interrupted;
        if (work.Busy > 0 || slot.IsLeaving) return;
        if (_draining)
        {
            Drain();
        }
        else if (slot.IsWinding)
        {
            if (IsOfAnother(slot)) Move(slot);
            else slot.Shard!.Tell(WindUp.Instance, Self);
        }
    }

    private void Wind(Slot slot)
    {
        if (slot.IsWinding || !slot.IsOwned || slot.WindAfter > Clock.GetTimestamp()) return;
        slot.IsWinding = true;
        slot.Shard!.Tell(WindDown.Instance, Self);
    }

    // What was kept back has its turn for as long again.
    private void WoundUp(WoundUp wound)
    {
        Slot slot = _slots[wound.Shard];
        if (!Sender.Equals(slot.Shard)) return;
        slot.IsWinding = false;
        slot.WindAfter = Clock.GetTimestamp() + (long)(Settings.WindDown.TotalSeconds * Clock.TimestampFrequency);
    }

    private void Refused(HandOffRefused refused)
    {
        Slot slot = _slots[refused.Shard];
        if (!Sender.Equals(slot.Shard)) return;
        slot.IsLeaving = false;
        slot.WasHandedOver = false;
        if (_draining) Drain();
    }

    private DrainStanding Standing()
    {
        TimeSpan left = _draining && _patient ? Clock.GetElapsedTime(Clock.GetTimestamp(), _graceEnds) : TimeSpan.Zero;
        return new(_slots.Count(s => s.IsOwned), _slots.Where(s => s.IsOwned).Sum(s => s.Busy), left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}
