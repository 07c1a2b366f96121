using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts.Files;

/// <summary>Merges what an import brings, and counts it. A part begins again where storing it had to.</summary>
internal sealed class ImportTally(ImportConflict conflict)
{
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);
    private Part _part = new();

    /// <summary>What was done.</summary>
    public ImportOutcome Outcome => new(
        [.. _parts.Values.SelectMany(static p => p.Added)],
        [.. _parts.Values.SelectMany(static p => p.Replaced)],
        [.. _parts.Values.SelectMany(static p => p.Kept)],
        _parts.Values.Sum(static p => p.Same));

    /// <summary>Begins a part, also for the second time.</summary>
    public void Begin(string part) => _parts[part] = _part = new();

    /// <summary>Merges a map.</summary>
    /// <param name="there">What is there.</param>
    /// <param name="coming">What comes.</param>
    /// <param name="name">How one is called for people.</param>
    /// <param name="free">A free name like a taken one.</param>
    /// <param name="rename">One under another name.</param>
    /// <param name="moved">Told of another name.</param>
    /// <param name="taken">Whether a name is taken elsewhere, so that one of it is never replaced.</param>
    public ImmutableSortedDictionary<string, T> Merge<T>(
        ImmutableSortedDictionary<string, T> there,
        IEnumerable<KeyValuePair<string, T>> coming,
        Func<string, string> name,
        Func<string, Func<string, bool>, string> free,
        Func<T, string, T> rename,
        Action<string, string>? moved = null,
        Func<string, bool>? taken = null)
        where T : class
    {
        foreach ((string key, T value) in coming)
        {
            bool elsewhere = taken?.Invoke(key) == true;
            if (there.TryGetValue(key, out T? now) && now.Equals(value))
            {
                _part.Same++;
            }
            else if (now is null && !elsewhere)
            {
                there = there.Add(key, value);
                _part.Added.Add(name(key));
            }
            else if (conflict == ImportConflict.Replace && !elsewhere)
            {
                there = there.SetItem(key, value);
                _part.Replaced.Add(name(key));
            }
            else if (conflict == ImportConflict.Both)
            {
                ImmutableSortedDictionary<string, T> known = there;
                string other = free(key, n => known.ContainsKey(n) || taken?.Invoke(n) == true);
                there = there.Add(other, rename(value, other));
                moved?.Invoke(key, other);
                _part.Added.Add(name(other));
            }
            else
            {
                _part.Kept.Add(name(key));
            }
        }

        return there;
    }

    private sealed class Part
    {
        public List<string> Added { get; } = [];

        public List<string> Replaced { get; } = [];

        public List<string> Kept { get; } = [];

        public int Same { get; set; }
    }
}
