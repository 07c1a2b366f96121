namespace Sapphire.Audio.Engines;

/// <summary>How differently two sequences of phones sound.</summary>
public static class PhoneticDistance
{
    private const double SimilarCost = 0.4;

    /// <summary>Groups of phones that are easily taken for one another: the vowels, the stops, the fricatives, the nasals and liquids.</summary>
    private static readonly string[] Groups = ["AA AO AH OW AW", "AE EH EY IH AY", "IY IH Y", "UW UH OW W", "ER R AH", "P T K", "B D G", "P B", "T D DH TH", "K G", "F V TH", "S Z SH ZH CH JH TH", "M N NG", "L R W", "L OW"];

    /// <summary>Levenshtein's distance, divided by the length of the longer sequence: 0 (alike) to 1. A phone that is easily taken for the other costs less.</summary>
    public static double Normalized(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count == 0 && b.Count == 0)
        {
            return 0;
        }

        double[] row = new double[b.Count + 1];
        for (int j = 0; j <= b.Count; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Count; i++)
        {
            double diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Count; j++)
            {
                double replaced = diagonal + Cost(a[i - 1], b[j - 1]);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1] / Math.Max(a.Count, b.Count);
    }

    private static double Cost(string a, string b)
    {
        if (a == b)
        {
            return 0;
        }

        foreach (string group in Groups)
        {
            if (Has(group, a) && Has(group, b))
            {
                return SimilarCost;
            }
        }

        return 1;
    }

    private static bool Has(string group, string phone)
    {
        foreach (Range part in group.AsSpan().Split(' '))
        {
            if (group.AsSpan(part).SequenceEqual(phone))
            {
                return true;
            }
        }

        return false;
    }
}
