using System.Diagnostics.Metrics;
using System.Text;

namespace Sapphire.Web.Metrics;

/// <summary>Gathers what the program's own meters measure, from its creation on.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private const string Prefix = "Sapphire.";
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly Lock _lock = new();
    private readonly List<InstrumentSeries> _series = [];
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    public MetricsCollector()
    {
        _listener.InstrumentPublished = Begin;
        _listener.MeasurementsCompleted = (_, state) => End((InstrumentSeries)state!);
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All of it in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
    public string ToText()
    {
        StringBuilder text = new();

        // Two callers at once would add up what is observed twice; what is observed is replaced, so only the order of lines matters.
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException e)
        {
            // One that cannot be observed, of something that is being closed, takes nothing from the others; a comment says it.
            text.Append("# Not observed: ").AppendJoin(", ", e.InnerExceptions.Select(static one => one.GetType().Name)).Append('\n');
        }

        InstrumentSeries[] all;
        lock (_lock)
        {
            all = [.. _series.OrderBy(one => one.Name, StringComparer.Ordinal)];
        }

        string? last = null;
        foreach (InstrumentSeries one in all)
        {
            one.Write(text, withHeader: one.Name != last);
            last = one.Name;
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private void Begin(Instrument instrument, MeterListener listener)
    {
        if (!instrument.Meter.Name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return;
        }

        InstrumentSeries series = new(instrument, instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
            Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
            _ => DefaultBounds,
        });
        lock (_lock)
        {
            _series.Add(series);
        }

        listener.EnableMeasurementEvents(instrument, series);
    }

    private void End(InstrumentSeries series)
    {
        lock (_lock)
        {
            _series.Remove(series);
        }
    }
}
