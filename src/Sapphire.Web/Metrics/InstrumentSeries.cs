using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Sapphire.Web.Metrics;

/// <summary>What one instrument has measured, by its tags. Thread-safe.</summary>
internal sealed class InstrumentSeries
{
    private readonly Lock _lock = new();
    private readonly double[] _bounds;
    private readonly Dictionary<string, Values> _byLabels = new(StringComparer.Ordinal);
    private Values? _untagged;

    public InstrumentSeries(Instrument instrument, double[] bounds)
    {
        Instrument = instrument;
        _bounds = bounds;
        Type = instrument.GetType().GetGenericTypeDefinition() is var kind && kind == typeof(Histogram<>) ? "histogram"
            : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter"
            : "gauge";
        IsObserved = instrument.IsObservable;
        Name = NameOf(instrument, Type);
        if (Type == "counter")
        {
            // Known from the start: a rate has a beginning.
            _untagged = new(0);
        }
    }

    /// <summary>Measures it.</summary>
    public Instrument Instrument { get; }

    /// <summary>Its name in the text.</summary>
    public string Name { get; }

    /// <summary>"counter", "gauge" or "histogram".</summary>
    public string Type { get; }

    private bool IsObserved { get; }

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? labels = tags.IsEmpty ? null : LabelsOf(tags);
        lock (_lock)
        {
            Values values = For(labels);
            if (Type == "histogram")
            {
                int bucket = Array.FindIndex(_bounds, bound => value <= bound);
                values.Buckets[bucket < 0 ? _bounds.Length : bucket]++;
                values.Sum += value;
            }
            else
            {
                // What is observed is told whole; the rest is told by what it changes.
                values.Sum = IsObserved ? value : values.Sum + value;
            }
        }
    }

    /// <summary>Writes it in the text format of Prometheus.</summary>
    public void Write(StringBuilder text, bool withHeader)
    {
        if (withHeader)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {(Instrument.Description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n# TYPE {Name} {Type}\n");
        }

        lock (_lock)
        {
            if (_untagged is not null && (_byLabels.Count == 0 || _untagged.Sum != 0))
            {
                Write(text, "", _untagged);
            }

            foreach ((string labels, Values values) in _byLabels)
            {
                Write(text, labels, values);
            }
        }
    }

    private void Write(StringBuilder text, string labels, Values values)
    {
        string braced = labels.Length == 0 ? "" : $"{{{labels}}}";
        if (Type != "histogram")
        {
            text.Append(CultureInfo.InvariantCulture, $"{Name}{braced} {values.Sum:R}\n");
            return;
        }

        string comma = labels.Length == 0 ? "" : labels + ",";
        long count = 0;
        for (int i = 0; i < _bounds.Length; i++)
        {
            count += values.Buckets[i];
            text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{comma}le=\"{_bounds[i]:R}\"}} {count}\n");
        }

        count += values.Buckets[^1];
        text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{comma}le=\"+Inf\"}} {count}\n{Name}_sum{braced} {values.Sum:R}\n{Name}_count{braced} {count}\n");
    }

    private Values For(string? labels)
    {
        if (labels is null)
        {
            return _untagged ??= new(_bounds.Length);
        }

        if (!_byLabels.TryGetValue(labels, out Values? values))
        {
            _byLabels.Add(labels, values = new(_bounds.Length));
        }

        return values;
    }

    // https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/: dots become underscores, the unit and "total" are suffixes.
    private static string NameOf(Instrument instrument, string type)
    {
        string name = instrument.Name.Replace('.', '_').Replace('-', '_');
        string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return (name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit) + (type == "counter" ? "_total" : "");
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        StringBuilder labels = new();
        foreach ((string key, object? value) in tags)
        {
            string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Append(labels.Length == 0 ? "" : ",").Append(key.Replace('.', '_')).Append("=\"").Append(text).Append('"');
        }

        return labels.ToString();
    }

    private sealed class Values(int bounds)
    {
        public long[] Buckets { get; } = new long[bounds + 1];

        public double Sum { get; set; }
    }
}
