using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Health;

/// <summary>
/// What persistence measures, in the meter <see cref="MeterName"/>. Nothing of a message, an id or a path is in a value or a tag.
/// Measuring costs next to nothing while nobody listens.
/// </summary>
public static class PersistenceMetrics
{
    /// <summary>The name of all meters of persistence.</summary>
    public const string MeterName = "Sapphire.Persistence";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>(
        "sapphire.journal.commit.duration", "s", "From the begin of a transaction until its batch is on disk.", advice: Seconds);

    private static readonly Histogram<long> BatchRows = Meter.CreateHistogram<long>(
        "sapphire.journal.batch.rows", "{row}", "Rows that one commit stored.", advice: Counts);

    private static readonly Histogram<double> WriteDuration = Meter.CreateHistogram<double>(
        "sapphire.journal.write.duration", "s", "From the call of a write until its answer, the wait in the queue included.", advice: Seconds);

    private static readonly Counter<long> CommitFailures = Meter.CreateCounter<long>(
        "sapphire.journal.commit.failures", "{commit}", "Commits that failed as a whole, by reason.");

    private static readonly Histogram<double> CheckpointDuration = Meter.CreateHistogram<double>(
        "sapphire.journal.checkpoint.duration", "s", "Copying the write-ahead log into the database.", advice: Seconds);

    private static readonly Histogram<double> RecoveryDuration = Meter.CreateHistogram<double>(
        "sapphire.recovery.duration", "s", "From the start of a persistent actor until it has recovered, the wait for a permit included.", advice: Seconds);

    private static readonly Histogram<long> RecoveryEvents = Meter.CreateHistogram<long>(
        "sapphire.recovery.events", "{event}", "Events that one recovery replayed, without those that its snapshot held.", advice: Counts);

    private static readonly Counter<long> RecoveryFailures = Meter.CreateCounter<long>(
        "sapphire.recovery.failures", "{recovery}", "Recoveries that failed, by reason.");

    private static readonly Counter<long> PersistFailures = Meter.CreateCounter<long>(
        "sapphire.persist.failures", "{write}", "Writes of persistent actors that failed and stopped them, by reason.");

    private static readonly Counter<long> PersistRejections = Meter.CreateCounter<long>(
        "sapphire.persist.rejections", "{write}", "Events of persistent actors that cannot be stored, by reason.");

    private static readonly Counter<long> SnapshotsSaved = Meter.CreateCounter<long>("sapphire.snapshot.saved", "{snapshot}", "Snapshots that were saved.");

    private static readonly Counter<long> SnapshotFailures = Meter.CreateCounter<long>(
        "sapphire.snapshot.failures", "{snapshot}", "Snapshots that were not saved, by reason.");

    private static readonly UpDownCounter<long> LiveReaders = Meter.CreateUpDownCounter<long>(
        "sapphire.query.live", "{query}", "Live queries and projections that follow the journal now.");

    private static InstrumentAdvice<double> Seconds { get; } = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static InstrumentAdvice<long> Counts { get; } = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000] };

    /// <summary>A batch is on disk.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="started">The <see cref="Stopwatch.GetTimestamp"/> of its begin.</param>
    public static void Committed(int rows, long started)
    {
        CommitDuration.Record(Since(started));
        BatchRows.Record(rows);
    }

    /// <summary>A commit failed as a whole.</summary>
    public static void CommitFailed(StorageException error) => CommitFailures.Add(1, Reason(error));

    /// <summary>The writer thread is done with a batch: once a batch, and nothing while nobody listens.</summary>
    internal static void Committed(List<WriteRequest> batch, StorageException? lost, long started)
    {
        if (lost is not null)
        {
            CommitFailed(lost);
        }
        else if (CommitDuration.Enabled)
        {
            int rows = 0;
            foreach (WriteRequest request in batch)
            {
                rows += request.Error is null ? request.Rows : 0;
            }

            Committed(rows, started);
        }
    }

    /// <summary>A write was answered, well or not.</summary>
    /// <param name="started">The <see cref="Stopwatch.GetTimestamp"/> of its call.</param>
    public static void Written(long started)
    {
        if (WriteDuration.Enabled)
        {
            WriteDuration.Record(Since(started));
        }
    }

    /// <summary>The write-ahead log was copied.</summary>
    public static void Checkpointed(long started) => CheckpointDuration.Record(Since(started));

    /// <summary>A persistent actor has recovered.</summary>
    public static void Recovered(long events, long started)
    {
        RecoveryDuration.Record(Since(started));
        RecoveryEvents.Record(events);
    }

    /// <summary>A persistent actor could not recover.</summary>
    public static void RecoveryFailed(Exception cause) => RecoveryFailures.Add(1, Reason(cause));

    /// <summary>A write failed, and its actor stops.</summary>
    public static void PersistFailed(Exception cause) => PersistFailures.Add(1, Reason(cause));

    /// <summary>An event cannot be stored.</summary>
    public static void PersistRejected(Exception cause) => PersistRejections.Add(1, Reason(cause));

    /// <summary>A snapshot was saved.</summary>
    public static void SnapshotSaved() => SnapshotsSaved.Add(1);

    /// <summary>A snapshot was not saved.</summary>
    public static void SnapshotFailed(Exception cause) => SnapshotFailures.Add(1, Reason(cause));

    /// <summary>A live query or a projection begins (+1) or ends (-1) to follow the journal.</summary>
    public static void LiveReader(int change) => LiveReaders.Add(change);

    private static double Since(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;

    private static KeyValuePair<string, object?> Reason(Exception cause) =>
        new("reason", cause is StorageException { Reason: var reason } ? reason.ToString().ToLowerInvariant() : "serialization");
}
