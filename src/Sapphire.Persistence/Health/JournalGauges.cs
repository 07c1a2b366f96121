using System.Diagnostics.Metrics;

namespace Sapphire.Persistence.Health;

/// <summary>What a journal can say of itself at any moment: read only when somebody asks for the metrics.</summary>
public sealed class JournalGauges : IDisposable
{
    private readonly Meter _meter = new(PersistenceMetrics.MeterName);

    /// <summary>Rows and payload bytes that wait for a commit.</summary>
    public JournalGauges Queue(Func<long> rows, Func<long> bytes)
    {
        _meter.CreateObservableGauge("sapphire.journal.queue.rows", rows, "{row}", "Rows that wait for a commit.");
        _meter.CreateObservableGauge("sapphire.journal.queue.bytes", bytes, "By", "Bytes of payload that wait for a commit.");
        return this;
    }

    /// <summary>The size of a SQLite journal's files.</summary>
    /// <param name="path">The database.</param>
    public JournalGauges Files(string path)
    {
        _meter.CreateObservableGauge("sapphire.journal.size", () => Length(path), "By", "Size of the journal's file.");
        _meter.CreateObservableGauge("sapphire.journal.wal.size", () => Length(path + "-wal"), "By", "Size of the write-ahead log.");
        return this;
    }

    /// <summary>The state of a circuit breaker.</summary>
    /// <param name="name">"journal", "reads" or "snapshots".</param>
    /// <param name="state">0 closed, 1 half-open, 2 open.</param>
    public JournalGauges Breaker(string name, Func<int> state)
    {
        _meter.CreateObservableGauge(
            "sapphire.journal.breaker", () => new Measurement<int>(state(), new KeyValuePair<string, object?>("breaker", name)), null, "State of a circuit breaker: 0 closed, 1 half-open, 2 open.");
        return this;
    }

    /// <summary>Whether the store works.</summary>
    public JournalGauges Healthy(Func<bool> healthy)
    {
        _meter.CreateObservableGauge("sapphire.journal.healthy", () => healthy() ? 1 : 0, null, "1 while the store works, 0 while it fails.");
        return this;
    }

    /// <summary>By how far a projection is behind.</summary>
    /// <param name="name">The projection.</param>
    /// <param name="lag">The journal's last ordering less the projection's offset.</param>
    public JournalGauges Projection(string name, Func<long> lag)
    {
        _meter.CreateObservableGauge(
            "sapphire.projection.lag", () => new Measurement<long>(Math.Max(0, lag()), new KeyValuePair<string, object?>("projection", name)), "{event}", "Events that a projection has still to apply, about.");
        return this;
    }

    /// <summary>Ends them.</summary>
    public void Dispose() => _meter.Dispose();

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
