using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sapphire.Actors.Chat;

/// <summary>
/// A dictionary that never changes, made to be filled with much at once and changed a little after that: what it began with is in a plain
/// table, several times as fast as a tree; what came later is in a persistent tree above it, so that a change copies no table.
/// </summary>
public sealed class LayeredDictionary<TKey, TValue> : IReadOnlyDictionary<TKey, TValue>
    where TKey : struct, IEquatable<TKey>
{
    // Not changed any more once it is in a dictionary.
    private readonly Dictionary<TKey, TValue> _table;
    private readonly ImmutableDictionary<TKey, TValue> _later;

    /// <summary>With these.</summary>
    /// <exception cref="ArgumentException">A key comes twice.</exception>
    public LayeredDictionary(IEnumerable<KeyValuePair<TKey, TValue>> items)
    {
        _table = new(items);
        _later = ImmutableDictionary<TKey, TValue>.Empty;
        Count = _table.Count;
    }

    private LayeredDictionary(Dictionary<TKey, TValue> table, ImmutableDictionary<TKey, TValue> later, int count)
    {
        _table = table;
        _later = later;
        Count = count;
    }

    /// <inheritdoc />
    public int Count { get; }

    /// <inheritdoc />
    public IEnumerable<TKey> Keys => this.Select(pair => pair.Key);

    /// <inheritdoc />
    public IEnumerable<TValue> Values => this.Select(pair => pair.Value);

    /// <inheritdoc />
    public TValue this[TKey key] => TryGetValue(key, out TValue? value) ? value : throw new KeyNotFoundException($"There is no {key}.");

    /// <inheritdoc />
    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    /// <inheritdoc />
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _later.TryGetValue(key, out value) || _table.TryGetValue(key, out value);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => _table.Where(pair => !_later.ContainsKey(pair.Key)).Concat(_later).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Makes the next dictionary. Not thread-safe.</summary>
    public sealed class Builder(LayeredDictionary<TKey, TValue> start)
    {
        private readonly ImmutableDictionary<TKey, TValue>.Builder _later = start._later.ToBuilder();
        private Dictionary<TKey, TValue> _table = start._table;
        private int _count = start.Count;

        // The table is this builder's own, until a dictionary has it.
        private bool _filling;

        /// <exception cref="KeyNotFoundException">There is no such key; on reading.</exception>
        public TValue this[TKey key]
        {
            get => _filling || !_later.TryGetValue(key, out TValue? value) ? _table[key] : value;
            set => Set(key, value);
        }

        /// <summary>The value of a key, if it is there.</summary>
        public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) =>
            _filling ? _table.TryGetValue(key, out value) : _later.TryGetValue(key, out value) || _table.TryGetValue(key, out value);

        /// <summary>The dictionary. What is set later does not change it.</summary>
        public LayeredDictionary<TKey, TValue> ToDictionary()
        {
            _filling = false;
            return new(_table, _later.ToImmutable(), _count);
        }

        private void Set(TKey key, TValue value)
        {
            if (_count == 0)
            {
                _table = [];
                _filling = true;
            }

            if (_filling)
            {
                _table[key] = value;
                _count = _table.Count;
                return;
            }

            if (!_later.ContainsKey(key) && !_table.ContainsKey(key))
            {
                _count++;
            }

            _later[key] = value;
        }
    }
}
