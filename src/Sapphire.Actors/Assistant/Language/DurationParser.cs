using System.Collections.Frozen;

namespace Sapphire.Actors.Assistant.Language;

/// <summary>Reads lengths of time: "ten minutes", "an hour and a half", "half an hour", "1h30m", "two and a half hours".</summary>
internal static class DurationParser
{
    private static readonly FrozenDictionary<string, int> Seconds = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["second"] = 1,
        ["seconds"] = 1,
        ["sec"] = 1,
        ["s"] = 1,
        ["minute"] = 60,
        ["minutes"] = 60,
        ["min"] = 60,
        ["m"] = 60,
        ["minuets"] = 60,
        ["minuet"] = 60,
        ["hour"] = 3600,
        ["hours"] = 3600,
        ["hr"] = 3600,
        ["h"] = 3600,
        ["ours"] = 3600,
        ["day"] = 86400,
        ["days"] = 86400,
        ["d"] = 86400,
        ["week"] = 604800,
        ["weeks"] = 604800,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The durations in seconds that begin at <paramref name="index"/>, the longest first.</summary>
    public static List<Parsed<decimal>> Parse(Utterance u, int index)
    {
        var found = new List<Parsed<decimal>>();
        foreach (Parsed<decimal> first in Parts(u, index))
        {
            Continue(u, first, found, depth: 0);
        }

        found.Sort((a, b) => a.Cost != b.Cost ? a.Cost.CompareTo(b.Cost) : b.End.CompareTo(a.End));
        return found;
    }

    /// <summary>Reads a whole text as a duration in seconds; null when it is none.</summary>
    public static decimal? ParseAll(string text)
    {
        Utterance u = Utterance.Of(text);
        foreach (Parsed<decimal> p in Parse(u, 0))
        {
            if (p.End == u.Count && p.Cost == 0)
            {
                return p.Value;
            }
        }

        return null;
    }

    private static void Continue(Utterance u, Parsed<decimal> sofar, List<Parsed<decimal>> found, int depth)
    {
        int i = sofar.End;
        if (depth < 4)
        {
            int next = u[i] == "and" ? i + 1 : i;
            int unit = UnitBefore(u, i);
            // "an hour and a half", "a minute and a quarter"
            int article = u[next] == "a" ? next + 1 : next;
            decimal? fraction = next > i ? u[article] switch { "half" => 0.5m, "quarter" => 0.25m, _ => null } : null;
            if (fraction is { } f && !Seconds.ContainsKey(u[article + 1]) && u[article + 1] is not ("an" or "a"))
            {
                found.Add(new(sofar.Value + (f * unit), article + 1, sofar.Cost));
            }

            foreach (Parsed<decimal> part in Parts(u, next))
            {
                if (UnitBefore(u, part.End) is var smaller && smaller < unit)
                {
                    Continue(u, part with { Value = sofar.Value + part.Value, Cost = sofar.Cost + part.Cost }, found, depth + 1);
                }
            }

            // "one hour twenty"
            if (unit == 3600 && next == i && NumberParser.Below100(u, i) is { Value: > 0 and < 60 } minutes && !Seconds.ContainsKey(u[minutes.End]))
            {
                found.Add(new(sofar.Value + (minutes.Value * 60), minutes.End, sofar.Cost));
            }
        }

        found.Add(sofar);
    }

    private static int UnitBefore(Utterance u, int end) => Seconds.TryGetValue(u[end - 1], out int seconds) ? seconds : 1;

    /// <summary>One number with its unit.</summary>
    private static IEnumerable<Parsed<decimal>> Parts(Utterance u, int index)
    {
        // "half an hour", "a quarter of an hour", "three quarters of an hour"
        foreach ((string words, decimal value) in FractionsOf)
        {
            string[] parts = words.Split(' ');
            if (u.Has(index, parts) && Seconds.TryGetValue(u[index + parts.Length], out int unit))
            {
                yield return new(value * unit, index + parts.Length + 1, 0);
            }
        }

        foreach (string article in (string[])["a", "an", "couple", "a couple", "a couple of", "couple of"])
        {
            string[] parts = article.Split(' ');
            if (u.Has(index, parts) && Seconds.TryGetValue(u[index + parts.Length], out int unit))
            {
                yield return new(article.Contains("couple", StringComparison.Ordinal) ? 2 * unit : unit, index + parts.Length + 1, 0);
            }
        }

        // "1:30" alone is a time of day, never a duration.
        foreach (Parsed<decimal> number in NumberParser.Parse(u, index))
        {
            if (number.Value > 0 && number.Value < 1_000_000_000 && Seconds.TryGetValue(u[number.End], out int unit))
            {
                yield return new(number.Value * unit, number.End + 1, number.Cost);
            }
            else if (number.Value > 0 && number.Cost == 0 && u.Has(number.End, "mine", "its"))
            {
                yield return new(number.Value * 60, number.End + 2, Slips.WordCost);
            }
        }
    }

    private static readonly (string Words, decimal Value)[] FractionsOf =
    [
        ("half an", 0.5m), ("half a", 0.5m), ("a half", 0.5m), ("a half an", 0.5m), ("half of an", 0.5m),
        ("quarter of an", 0.25m), ("a quarter of an", 0.25m), ("quarter", 0.25m), ("a quarter", 0.25m),
        ("three quarters of an", 0.75m), ("a third of an", 1m / 3),
    ];
}
