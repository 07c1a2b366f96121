using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>What <c>settings.json</c> says of the registered settings: only those that it names. Immutable.</summary>
public sealed class SettingValues : IEquatable<SettingValues>
{
    /// <summary>It names none.</summary>
    public static readonly SettingValues Empty = new(ImmutableSortedDictionary.Create<string, SettingValue>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, SettingValue> _values;

    private SettingValues(ImmutableSortedDictionary<string, SettingValue> values) => _values = values;

    /// <summary>The keys that it names, sorted.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>A value; null where it is not named.</summary>
    public SettingValue? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>The same with a value set.</summary>
    public SettingValues Set(string key, SettingValue value) => new(_values.SetItem(key, value));

    /// <summary>The same without a value.</summary>
    public SettingValues Remove(string key) => new(_values.Remove(key));

    /// <inheritdoc/>
    public bool Equals(SettingValues? other) =>
        other is not null && (ReferenceEquals(_values, other._values) || (_values.Count == other._values.Count && _values.SequenceEqual(other._values)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SettingValues);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(0, static (hash, value) => HashCode.Combine(hash, value.Key, value.Value));
}
