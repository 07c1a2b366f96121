using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sapphire.Audio.Text;

/// <summary>Puts a plain sentence into words that a voice can read.</summary>
public static partial class SpokenText
{
    private const string Number = @"\d+(?:,\d{3})*(?:\.\d+)?";

    private static readonly Dictionary<string, string> Fractions = new(StringComparer.Ordinal)
    {
        ["½"] = "one half",
        ["¼"] = "one quarter",
        ["¾"] = "three quarters",
        ["⅓"] = "one third",
        ["⅔"] = "two thirds",
        ["⅛"] = "one eighth",
        ["1/2"] = "one half",
        ["1/3"] = "one third",
        ["2/3"] = "two thirds",
        ["1/4"] = "one quarter",
        ["3/4"] = "three quarters",
        ["24/7"] = "24 7",
    };

    /// <summary>Cleans a sentence.</summary>
    /// <param name="text">Plain text: no Markdown.</param>
    /// <param name="english">Signs and amounts become English words.</param>
    /// <returns>The words; empty when nothing is left to say.</returns>
    public static string Clean(string text, bool english = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        // French puts spaces inside its quotation marks.
        string clean = Characters(text.Replace("« ", "«", StringComparison.Ordinal).Replace(" »", "»", StringComparison.Ordinal));
        if (english && HasLatinOrNoLetter(clean))
        {
            clean = English(clean);
        }

        clean = Punctuation(clean);
        return clean.EnumerateRunes().Any(static r => Rune.IsLetterOrDigit(r)) ? clean : string.Empty;
    }

    /// <summary>One sign for each purpose; emoji and control characters go.</summary>
    private static string Characters(string text)
    {
        StringBuilder clean = new(text.Length);
        bool afterLetter = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int v = rune.Value;
            if (v is 0x200C or 0x200D)
            {
                // A joiner shapes Persian and Indic letters; between emoji it is part of them.
                if (afterLetter)
                {
                    clean.Append((char)v);
                }

                continue;
            }

            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            afterLetter = Rune.IsLetter(rune) || category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            switch (v)
            {
                case '“' or '”' or '„' or '‟' or '«' or '»' or '″':
                    clean.Append('"');
                    break;
                case '‘' or '’' or '‚' or '‛' or '′' or 'ʼ':
                    clean.Append('\'');
                    break;
                case 0x2010 or 0x2011:
                    clean.Append('-');
                    break;
                case '℃':
                    clean.Append("°C");
                    break;
                case '℉':
                    clean.Append("°F");
                    break;
                case '•' or '·' or '◦' or '▪' or '‣' or '…' or '°' or '²' or '³' or '½' or '¼' or '¾' or '⅓' or '⅔' or '⅛' or '→' or '⇒' or '×' or '÷' or '√' or '∞' or '№':
                    clean.Append(v == '…' ? "..." : v == '⇒' ? "→" : rune.ToString());
                    break;
                case 0xFFFD or 0x20E3 or (>= 0xFE00 and <= 0xFE0F) or (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF) or (>= 0xE0000 and <= 0xE0FFF):
                    clean.Append(v is >= 0x1F000 and <= 0x1FAFF or >= 0x2600 and <= 0x27BF ? " " : "");
                    break;
                default:
                    if (category is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                    {
                        clean.Append(' ');
                    }
                    else if (category is not (UnicodeCategory.OtherSymbol or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned))
                    {
                        clean.Append(rune.ToString());
                    }

                    break;
            }
        }

        return clean.ToString();
    }

    private static bool HasLatinOrNoLetter(string text)
    {
        bool letter = false;
        foreach (char c in text)
        {
            if (char.IsLetter(c))
            {
                if (c < '\u0250')
                {
                    return true;
                }

                letter = true;
            }
        }

        return !letter;
    }

    private static string English(string text)
    {
        text = ForExample().Replace(text, "for example");
        text = ThatIs().Replace(text, "that is");
        string whole = text;
        text = Etc().Replace(text, m => m.Index + m.Length == whole.Length ? "et cetera." : "et cetera");
        text = Versus().Replace(text, "versus");
        text = NumberSign().Replace(text, "number ");
        text = Money().Replace(text, static m => Amount(m));
        text = MoneyAfter().Replace(text, static m => Currency(m.Groups["c"].Value, m.Groups["n"].Value, m.Groups["m"].Value));
        text = Range().Replace(text, static m => IsRange(m) ? $"{m.Groups["a"].Value}{m.Groups["u"].Value} to {m.Groups["b"].Value}" : m.Value);
        text = FractionWord().Replace(text, static m => Fractions.TryGetValue(m.Value, out string? word) ? word : $"{m.Groups["a"].Value} over {m.Groups["b"].Value}");
        text = MixedFraction().Replace(text, static m => (m.Groups["n"].Success ? m.Groups["n"].Value + " and " : "") + Fractions[m.Groups["f"].Value]);
        text = Thousands().Replace(text, static m => m.Value.Replace(",", "", StringComparison.Ordinal));
        text = Percent().Replace(text, " percent");
        text = Degrees().Replace(text, static m => (m.Groups["one"].Success ? "1 degree" : " degrees") + m.Groups["s"].Value switch { "C" => " Celsius", "F" => " Fahrenheit", _ => "" });
        text = KilometersPerHour().Replace(text, "${n} kilometers per hour");
        text = Negative().Replace(text, "minus ");
        text = Dotted().Replace(text, static m => Dots(m.Value));
        text = Email().Replace(text, " at ");
        text = Between(text);
        return text;
    }

    /// <summary>Signs between words.</summary>
    private static string Between(string text) => Sign().Replace(text, static m => m.Value switch
    {
        "&" => " and ",
        "&&" => " and ",
        "+" => " plus ",
        "++" => " plus plus ",
        "<=" or "≤" => " is less than or equal to ",
        ">=" or "≥" => " is greater than or equal to ",
        "!=" or "≠" => " is not equal to ",
        "==" or "=" or "===" => " equals ",
        "->" or "=>" or "→" => " to ",
        "<" => " is less than ",
        ">" => " is greater than ",
        "≈" => " is about ",
        "~" => " about ",
        "±" => " plus or minus ",
        "×" or "*" => " times ",
        "÷" => " divided by ",
        "−" => " minus ",
        "²" => " squared",
        "³" => " cubed",
        "√" => " the square root of ",
        "∞" => " infinity ",
        "№" => " number ",
        "@" => " at ",
        _ => " ",
    });

    private static string Punctuation(string text)
    {
        text = Dash().Replace(text, ", ");
        text = Bars().Replace(text, ", ");
        text = Slash().Replace(text, " ");
        text = Dropped().Replace(text, " ");
        text = Spaces().Replace(text, " ");
        text = SpaceBefore().Replace(text, "${s}");
        text = EmptyPair().Replace(text, "");
        text = Commas().Replace(text, "${s}");
        text = Loud().Replace(text, static m => m.Value.Contains('?', StringComparison.Ordinal) ? "?" : "!");
        text = Spaces().Replace(text, " ");
        return text.Trim(' ', ',', ';').TrimStart('.', ':', '!', '?', ')', ' ').TrimEnd('(');
    }

    private static string Amount(Match m)
    {
        string sign = m.Groups["s"].Success ? "minus " : "";
        return sign + Currency(m.Groups["c"].Value, m.Groups["n"].Value, m.Groups["m"].Value, m.Groups["r"].Value);
    }

    private static string Currency(string sign, string number, string magnitude, string range = "")
    {
        (string one, string many, string? cents) = sign switch
        {
            "$" => ("dollar", "dollars", "cents"),
            "€" => ("euro", "euros", "cents"),
            "£" => ("pound", "pounds", "pence"),
            "₹" => ("rupee", "rupees", "paise"),
            "₩" => ("won", "won", null),
            _ => ("yen", "yen", null),
        };
        number = number.Replace(",", "", StringComparison.Ordinal);
        string scale = magnitude.Trim() switch
        {
            "" => "",
            "k" or "K" => " thousand",
            "M" or "m" or "mn" => " million",
            "B" or "bn" => " billion",
            "T" => " trillion",
            string word => " " + word,
        };
        if (scale.Length > 0 || range.Length > 0)
        {
            return $"{number}{(range.Length > 0 ? " to " + range : "")}{scale} {many}";
        }

        int point = number.IndexOf('.', StringComparison.Ordinal);
        if (point < 0 || cents is null || number.Length - point != 3)
        {
            return $"{number} {(number == "1" ? one : many)}";
        }

        string whole = number[..point];
        string part = number[(point + 1)..].TrimStart('0');
        string small = part.Length == 0 ? "" : $"{part} {(part == "1" ? cents == "pence" ? "penny" : cents == "paise" ? "paisa" : "cent" : cents)}";
        return whole is "0" && small.Length > 0 ? small : $"{whole} {(whole == "1" ? one : many)}{(small.Length > 0 ? " and " + small : "")}";
    }

    /// <summary>"5–10" always; "5-10" unless it looks like a telephone number, a date or a score.</summary>
    private static bool IsRange(Match m)
    {
        if (m.Groups["d"].Value is "–" or "—")
        {
            return true;
        }

        string a = m.Groups["a"].Value;
        string b = m.Groups["b"].Value;
        if (a.Contains(':', StringComparison.Ordinal) || b.Contains(':', StringComparison.Ordinal))
        {
            return a.Contains(':', StringComparison.Ordinal) && b.Contains(':', StringComparison.Ordinal);
        }

        bool years = a.Length == 4 && b.Length == 4;
        return double.TryParse(a, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double from)
            && double.TryParse(b, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double to)
            && from < to && (years || (a.Length <= 3 && b.Length <= 3) || a.Contains('.', StringComparison.Ordinal));
    }

    /// <summary>File names, hosts and versions: their dots are spoken. A decimal number is left to the voice.</summary>
    private static string Dots(string word)
    {
        string[] parts = word.Split('.');
        if (parts.Length == 2 && parts.All(static p => p.All(char.IsAsciiDigit)))
        {
            return word;
        }

        // U.S., a.m.
        if (parts.All(static p => p.Length == 1 && char.IsLetter(p[0])))
        {
            return word;
        }

        StringBuilder spoken = new(parts[0]);
        for (int i = 1; i < parts.Length; i++)
        {
            bool numbers = parts[i - 1].Length > 0 && char.IsDigit(parts[i - 1][^1]) && parts[i].Length > 0 && char.IsDigit(parts[i][0]);
            spoken.Append(numbers ? " point " : " dot ").Append(parts[i]);
        }

        return spoken.ToString();
    }

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"\be\.\s?g\.,?", Options | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ForExample();

    [GeneratedRegex(@"\bi\.\s?e\.,?", Options | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ThatIs();

    [GeneratedRegex(@"\betc\.", Options | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Etc();

    [GeneratedRegex(@"\bvs\.", Options | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Versus();

    [GeneratedRegex(@"(\bNo\.\s*|(?<!\w)#\s?)(?=\d)", Options, 1000)]
    private static partial Regex NumberSign();

    [GeneratedRegex(@"(?<s>(?<![\w])[-−])?(?<c>[$€£¥₹₩])\s?(?<n>" + Number + @")([-–](?<r>" + Number + @")(?![\d]))?(?<m>\s?(thousand|million|billion|trillion|bn|mn)\b|[kKMBT]\b)?", Options, 1000)]
    private static partial Regex Money();

    [GeneratedRegex(@"(?<![\w.,])(?<n>" + Number + @")(?<m>\s?(thousand|million|billion|trillion|bn|mn))?\s?(?<c>[€£¥₹₩])(?!\d)", Options, 1000)]
    private static partial Regex MoneyAfter();

    [GeneratedRegex(@"(?<![\w/.\-–:+])(?<a>\d{1,2}:\d{2}|" + Number + @")(?<u>\s?(%|°[CF]?|dollars|euros))?(?<d>\s?[–—]\s?|-)(?<b>\d{1,2}:\d{2}|" + Number + @")(?![\w/\-–:]|\.\d)", Options, 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<![\w/.])(?<a>\d{1,3})/(?<b>\d{1,3})(?![\w/]|\.\d)", Options, 1000)]
    private static partial Regex FractionWord();

    [GeneratedRegex(@"((?<n>\d+)\s?)?(?<f>[½¼¾⅓⅔⅛])", Options, 1000)]
    private static partial Regex MixedFraction();

    [GeneratedRegex(@"(?<![\d,.])\d{1,3}(,\d{3})+(?![\d,]\d)", Options, 1000)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\s?%", Options, 1000)]
    private static partial Regex Percent();

    [GeneratedRegex(@"((?<one>(?<![\d.,])1)\s?|\s?)°(\s?(?<s>[CF]\b))?", Options, 1000)]
    private static partial Regex Degrees();

    [GeneratedRegex(@"(?<n>\d)\s?km/h\b", Options, 1000)]
    private static partial Regex KilometersPerHour();

    [GeneratedRegex(@"(?<=^|[\s(=])[-−](?=\d)", Options, 1000)]
    private static partial Regex Negative();

    [GeneratedRegex(@"[\p{L}\d_\-]*[\p{L}\d_](\.[\p{L}\d_\-]*[\p{L}\d])+|(?<=^|\s)(\.[A-Za-z][\w]*)+", Options, 1000)]
    private static partial Regex Dotted();

    [GeneratedRegex(@"(?<=[\w.])@(?=\w)", Options, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"&&?|\+\+?|<=|>=|!=|===?|=>|->|=|[≤≥≠→≈±×÷−²³√∞№@]|(?<=\s|^)~(?=\s?\d)|(?<=[\w)])<(?=[\w(])|(?<=[\w)]\s)<(?=\s[\w(])|(?<=[\w)])>(?=[\w(])|(?<=[\w)]\s)>(?=\s[\w(])|(?<=[\w)])\*(?=[\w(])|(?<=[\w)]\s)\*(?=\s[\w(])", Options, 1000)]
    private static partial Regex Sign();

    [GeneratedRegex(@"\s*[—―]\s*|\s+[–\-−]+\s+|\s*-{2,}\s*|\s*–\s+", Options, 1000)]
    private static partial Regex Dash();

    [GeneratedRegex(@"\s*\|[\s|]*", Options, 1000)]
    private static partial Regex Bars();

    [GeneratedRegex(@"[/\\_]+", Options, 1000)]
    private static partial Regex Slash();

    [GeneratedRegex(@"[*#`^~<>{}\[\]•·◦▪‣■□●○|]+", Options, 1000)]
    private static partial Regex Dropped();

    [GeneratedRegex(@"\s+", Options, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\s+(?<s>[,;:!?)]|\.(?!\w))", Options, 1000)]
    private static partial Regex SpaceBefore();

    [GeneratedRegex(@"\(\s*\)|""\s*""", Options, 1000)]
    private static partial Regex EmptyPair();

    [GeneratedRegex(@"(,\s*)+(?=[,.;:!?](\s|$))|(?<s>[,;:])(\s*,)+", Options, 1000)]
    private static partial Regex Commas();

    [GeneratedRegex(@"[!?]{2,}", Options, 1000)]
    private static partial Regex Loud();
}
