using System.Collections.Frozen;

namespace Sapphire.Actors.Assistant.Language;

/// <summary>
/// What a recogniser (or a hurried hand) makes of the words that commands need. Committed data: heard words on the left,
/// the meant word on the right. A slip counts only where the phrase table wants the meant word.
/// </summary>
internal static class Slips
{
    /// <summary>The cost of one word that was taken for another.</summary>
    public const int WordCost = 10;

    /// <summary>The cost of an article that was taken for another.</summary>
    public const int ArticleCost = 1;

    private const string WordTable = """
        said sat sit send sent seth sets setting = set
        time times timber dimer timor tamer timers tyler = timer
        timer times = timers
        thyme tyme dime tine = time
        a-larm alarmed allarm = alarm
        minuets minuet minute = minutes
        minuet minuets = minute
        ours hour = hours
        our ower hours = hour
        second = seconds
        wot watt was whats what's = what
        as his ease = is
        council counsel console cancer canceled cancelled = cancel
        cell-see-us selfies celsias celcius sell-see-us = celsius
        fair-in-height farenheit fahrenheight for-and-height = fahrenheit
        mail smiles = miles
        covert concert converts = convert
        calculated calculates calculator = calculate
        dates day data = date
        to-morrow to-morrows = tomorrow
        remembered remembers re-member december = remember
        reminder remind remained = remind
        too to-day = today
        pluss bliss = plus
        mine-us = minus
        time tines = times
        by-it = divided
        per-cent present = percent
        whale wile = while
        whether = weather
        loan lawn = long
        menny = many
        whoo hoo = who
        know = no
        joe yoke = joke
        """;

    private const string NumberTable = """
        won = 1
        to too = 2
        tree free = 3
        for fore four's = 4
        fife hive = 5
        sex sicks = 6
        ate = 8
        nein line mine = 9
        tin tan = 10
        """;

    private static readonly FrozenDictionary<string, string[][]> Words = Read(WordTable);

    /// <summary>Words that stand for a small number when a number is wanted.</summary>
    public static FrozenDictionary<string, int> Numbers { get; } = Read(NumberTable)
        .SelectMany(p => p.Value.Select(heard => KeyValuePair.Create(heard[0], int.Parse(p.Key))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What may have been heard for a word: each a sequence of tokens.</summary>
    public static ReadOnlySpan<string[]> HeardFor(string word) => Words.TryGetValue(word, out string[][]? heard) ? heard : [];

    /// <summary>Whether <paramref name="typed"/> is a slip of the hand for <paramref name="word"/>: one letter more, less, other, or two swapped.</summary>
    public static bool IsTypo(string word, string typed)
    {
        int shorter = Math.Min(word.Length, typed.Length);
        if (shorter < 4 || Math.Abs(word.Length - typed.Length) > 1 || char.IsAsciiDigit(typed[0]))
        {
            return false;
        }

        int same = 0;
        while (same < shorter && word[same] == typed[same])
        {
            same++;
        }

        ReadOnlySpan<char> a = word.AsSpan(same);
        ReadOnlySpan<char> b = typed.AsSpan(same);
        bool swapped = a.Length >= 2 && b.Length >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..]);
        // In a word of four letters one letter more or less is too often another word.
        return swapped || (word.Length >= 5 && (
            (a.Length > 0 && a[1..].SequenceEqual(b))
            || (b.Length > 0 && b[1..].SequenceEqual(a))
            || (a.Length > 0 && b.Length > 0 && a[1..].SequenceEqual(b[1..]))));
    }

    private static FrozenDictionary<string, string[][]> Read(string table) => table
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(" = "))
        .GroupBy(sides => sides[1], StringComparer.Ordinal)
        .ToFrozenDictionary(
            sides => sides.Key,
            sides => sides.SelectMany(s => s[0].Split(' ')).Where(h => h != sides.Key).Select(h => h.Split('-')).ToArray(),
            StringComparer.Ordinal);
}
