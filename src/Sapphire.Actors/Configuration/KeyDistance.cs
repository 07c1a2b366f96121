namespace Sapphire.Actors.Configuration;

/// <summary>Finds what a misspelt key was meant to be.</summary>
internal static class KeyDistance
{
    public static string Nearest(string key, IEnumerable<string> known) =>
        known.MinBy(candidate => Math.Min(Edits(key, candidate), Edits(Last(key), Last(candidate)) + 1)) ?? "";

    private static string Last(string key) => key[(key.LastIndexOf('.') + 1)..];

    // Levenshtein's distance, with two rows.
    private static int Edits(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
