namespace Sapphire.Persistence;

/// <summary>
/// When an actor takes a snapshot, and which older ones it deletes then. Used by its actor alone:
/// <code>
/// Recover&lt;SnapshotOffer&gt;(offer =&gt; { _retention.Offered(offer.Metadata); … });
/// … if (_retention.IsDue(LastSequenceNr)) SaveSnapshot(state);           // after an event was handled
/// Command&lt;SaveSnapshotSuccess&gt;(saved =&gt; { if (_retention.Saved(saved.Metadata) is { } old) DeleteSnapshots(old); });
/// Command&lt;SaveSnapshotFailure&gt;(_ =&gt; _retention.Failed());
/// </code>
/// </summary>
public sealed class SnapshotRetention
{
    private readonly int _every;
    private readonly int _keep;
    private readonly Queue<long> _kept = new();
    private long _last;
    private bool _saving;

    /// <summary>The rule.</summary>
    /// <param name="every">After so many events; from 1.</param>
    /// <param name="keep">How many snapshots stay; from 1. Two: should the newest be damaged, the one before it still serves.</param>
    public SnapshotRetention(int every, int keep = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        _every = every;
        _keep = keep;
    }

    /// <summary>Recovery began with this snapshot.</summary>
    public void Offered(SnapshotMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Add(metadata.SequenceNr);
    }

    /// <summary>Whether a snapshot is to be saved now; then none is due until it has been, and after a failure none for as many events.</summary>
    public bool IsDue(long lastSequenceNr)
    {
        if (_saving || lastSequenceNr - _last < _every)
        {
            return false;
        }

        _saving = true;
        _last = lastSequenceNr;
        return true;
    }

    /// <summary>A snapshot was saved.</summary>
    /// <returns>The older ones that are to go; null for none.</returns>
    public SnapshotSelectionCriteria? Saved(SnapshotMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        _saving = false;
        Add(metadata.SequenceNr);
        return _kept.Count < _keep || _kept.Peek() <= 1 ? null : new(_kept.Peek() - 1);
    }

    /// <summary>A snapshot was not saved.</summary>
    public void Failed() => _saving = false;

    private void Add(long sequenceNr)
    {
        _last = Math.Max(_last, sequenceNr);
        _kept.Enqueue(sequenceNr);
        if (_kept.Count > _keep)
        {
            _kept.Dequeue();
        }
    }
}
