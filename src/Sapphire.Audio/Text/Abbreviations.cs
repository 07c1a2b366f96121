namespace Sapphire.Audio.Text;

/// <summary>Which full stops end no sentence.</summary>
internal static class Abbreviations
{
    /// <summary>Titles and the like: a name or a number follows.</summary>
    private static readonly HashSet<string> Before = Set("dr mr mrs ms mx prof st gen sen rep gov capt lt col sgt rev hon mt ft vs fig figs eq eqs ch vol pp ed eds approx cf viz ca nr bzw usw inkl ggf evtl vgl hr fr mme mlle sra srta pres supt maj cmdr adm messrs");

    /// <summary>They are abbreviations before a number, and words otherwise.</summary>
    private static readonly HashSet<string> BeforeNumber = Set("no nos art par pg p sec");

    /// <summary>They end a sentence when a capital follows.</summary>
    private static readonly HashSet<string> Last = Set("etc usw");

    /// <summary>They may end a sentence: the next word decides.</summary>
    private static readonly HashSet<string> Maybe = Set("inc ltd co corp jr sr al bros ave blvd rd dept assn univ est min max hrs oz lb lbs jan feb mar apr jun jul aug sep sept oct nov dec tue tues wed thu thur thurs");

    private static readonly HashSet<string> Months = Set("january february march april may june july august september october november december januar februar märz mai juni juli oktober dezember");

    /// <summary>Words that begin a sentence far more often than they continue a name.</summary>
    private static readonly HashSet<string> Starters = Set(
        "the a an this that these those it its he she they we you i his her their our my your there here in on at by for from with to of as if when while where who what why how which after before since because although though however moreover meanwhile then now but and or so yet not no yes please also all some many most each every both one two do does did is are was were will would can could should may might let today tomorrow yesterday finally first second next");

    public static StopKind Judge(string word)
    {
        if (word.Length == 0)
        {
            return StopKind.End;
        }

        string lower = word.ToLowerInvariant();
        if (lower is "e.g" or "i.e" or "z.b" or "d.h" or "eg" or "ie")
        {
            return StopKind.Never;
        }

        if (word.Length == 1 && char.IsLetter(word[0]))
        {
            return char.IsUpper(word[0]) ? StopKind.Maybe : BeforeNumber.Contains(lower) ? StopKind.NotBeforeNumber : StopKind.End;
        }

        // U.S, a.m, Ph.D, J.R.R
        if (word.Contains('.', StringComparison.Ordinal) && word.Split('.').All(p => p.Length is 1 or 2 && p.All(char.IsLetter)))
        {
            return StopKind.Maybe;
        }

        if (word.Length <= 2 && word.All(char.IsAsciiDigit))
        {
            return StopKind.Ordinal;
        }

        return Last.Contains(lower) ? StopKind.BeforeCapital
            : Before.Contains(lower) ? StopKind.Never
            : BeforeNumber.Contains(lower) ? StopKind.NotBeforeNumber
            : !Maybe.Contains(lower) ? StopKind.End
            // "Mar." is a month, "to mar." is not.
            : lower.Length == 3 && Months.Any(m => m.StartsWith(lower, StringComparison.Ordinal)) && char.IsLower(word[0]) ? StopKind.End
            : StopKind.Maybe;
    }

    /// <summary>True for a word that is no abbreviation and no number.</summary>
    public static bool IsOrdinary(string word) => word.Length >= 2 && word.All(char.IsLetter) && Judge(word) == StopKind.End;

    public static bool IsStarter(string word) => Starters.Contains(word.ToLowerInvariant());

    public static bool IsMonth(string word) => Months.Contains(word.ToLowerInvariant());

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];
}
