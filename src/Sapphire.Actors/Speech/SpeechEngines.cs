using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sapphire.Actors.Speech;

/// <summary>Which embedded engines of this machine can be used. Thread-safe.</summary>
public sealed class SpeechEngines : ISpeechEngines
{
    private readonly ConcurrentDictionary<string, string> _missing = new(StringComparer.Ordinal);

    /// <summary>The engines that cannot be used, each with the reason: a sentence that names the package to install.</summary>
    public ImmutableSortedDictionary<string, string> Missing => _missing.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <inheritdoc />
    public bool IsAvailable(string engine) => !_missing.ContainsKey(engine);

    /// <inheritdoc />
    public string? WhyMissing(string engine) => _missing.GetValueOrDefault(engine);

    internal void Set(string engine, string? reason)
    {
        if (reason is null) _missing.TryRemove(engine, out _);
        else _missing[engine] = reason;
    }
}
