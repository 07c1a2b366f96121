using System.Globalization;
using System.Text;

namespace Sapphire.Actors.Assistant.Language;

/// <summary>
/// Turns spoken arithmetic into an expression for the calculator: "twelve times nine" → "12 * 9",
/// "square root of 144" → "sqrt(144)", "15 percent of 80" → "15% of 80".
/// </summary>
internal static class ExpressionParser
{
    private static readonly (string[] Words, string Sign)[] Operators =
    [
        (["plus"], "+"), (["+"], "+"), (["added", "to"], "+"), (["minus"], "-"), (["-"], "-"), (["take", "away"], "-"), (["less"], "-"),
        (["times"], "*"), (["*"], "*"), (["x"], "*"), (["multiplied", "by"], "*"), (["multiplied", "with"], "*"), (["time"], "~*"), (["tines"], "~*"),
        (["divided", "by"], "/"), (["/"], "/"), (["over"], "/"), (["divide", "by"], "/"), (["divided"], "~/"), (["by"], "~*"),
        (["to", "the", "power", "of"], "^"), (["to", "the", "power"], "^"), (["raised", "to", "the", "power", "of"], "^"), (["raised", "to"], "^"), (["^"], "^"), (["to", "the"], "^"), (["*", "*"], "^"),
        (["mod"], "mod"), (["modulo"], "mod"), (["pluss"], "~+"), (["bliss"], "~+"), (["mine", "us"], "~-"), (["minors"], "~-"),
    ];

    private static readonly (string[] Words, string Name)[] Functions =
    [
        (["square", "root", "of"], "sqrt"), (["square", "root"], "sqrt"), (["sqrt", "of"], "sqrt"), (["sqrt"], "sqrt"), (["root", "of"], "sqrt"), (["cube", "root", "of"], "cbrt"),
        (["sine", "of"], "sin"), (["sine"], "sin"), (["sin", "of"], "sin"), (["sin"], "sin"), (["cosine", "of"], "cos"), (["cosine"], "cos"), (["cos", "of"], "cos"), (["cos"], "cos"),
        (["tangent", "of"], "tan"), (["tangent"], "tan"), (["tan", "of"], "tan"), (["tan"], "tan"),
        (["natural", "log", "of"], "ln"), (["natural", "logarithm", "of"], "ln"), (["ln", "of"], "ln"), (["ln"], "ln"),
        (["logarithm", "of"], "log"), (["log", "of"], "log"), (["log"], "log"), (["absolute", "value", "of"], "abs"), (["abs"], "abs"),
    ];

    /// <summary>The longest expression that begins at <paramref name="index"/> and holds an operator or a function; null when there is none.</summary>
    /// <param name="u">The utterance.</param>
    /// <param name="index">The first token.</param>
    /// <param name="previous">The last result, for "that times two"; null when there is none.</param>
    public static Parsed<string>? Parse(Utterance u, int index, string? previous = null)
    {
        var reader = new Reader(u, previous);
        return reader.Expression(index, 0) is { Operators: > 0 } e ? new(e.Text, e.End, e.Cost) : null;
    }

    /// <summary>What goes on from a previous result: "times two", "divided by three", "squared".</summary>
    public static Parsed<string>? Continuation(Utterance u, int index, string previous)
    {
        var reader = new Reader(u, null);
        return reader.Continue(new Piece(previous, index, 0, 0), 0) is { Operators: > 0 } e ? new(e.Text, e.End, e.Cost) : null;
    }

    /// <summary>A number as the calculator reads it.</summary>
    public static string Number(decimal value) => (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private readonly record struct Piece(string Text, int End, int Cost, int Operators);

    private sealed class Reader(Utterance u, string? previous)
    {
        private const int MaxDepth = 20;

        public Piece? Expression(int index, int depth) =>
            depth < MaxDepth && Operand(index, depth) is { } first ? Continue(first, depth) : null;

        public Piece? Continue(Piece left, int depth)
        {
            var text = new StringBuilder(left.Text);
            (int end, int cost, int operators) = (left.End, left.Cost, left.Operators);
            while (true)
            {
                // "squared", "5!" and "percent of" follow their operand.
                if (Postfix(end) is { } postfix)
                {
                    text.Append(postfix.Text);
                    (end, operators) = (postfix.End, operators + 1);
                    continue;
                }

                if (Operator(end) is not { } sign || Right(sign, depth) is not { } right)
                {
                    return new(text.ToString(), end, cost, operators);
                }

                text.Append(' ').Append(sign.Text).Append(' ').Append(right.Text);
                (end, cost, operators) = (right.End, cost + sign.Cost + right.Cost, operators + right.Operators + 1);
            }
        }

        private Piece? Right(Piece sign, int depth)
        {
            // "two to the eighth power", "three to the fourth"
            if (sign.Text == "^" && DayParser.Parse(u, sign.End) is not [{ Value: DayReference.MonthDay }, ..] && Ordinal(sign.End) is { } ordinal)
            {
                return ordinal with { End = u[ordinal.End] == "power" ? ordinal.End + 1 : ordinal.End };
            }

            // The last word of "to the" must be followed by an ordinal or a number.
            return Operand(sign.End, depth);
        }

        private Piece? Ordinal(int index)
        {
            foreach (Parsed<DayReference> day in DayParser.Parse(u.Slice(0, u.Count), index - 1))
            {
                if (day.Value is DayReference.DayOfMonth { Day: var n } && u[index - 1] == "the")
                {
                    return new(ExpressionParser.Number(n), day.End, 0, 0);
                }
            }

            return null;
        }

        private Piece? Postfix(int index)
        {
            if (u[index] == "squared")
            {
                return new("^2", index + 1, 0, 1);
            }

            if (u[index] == "cubed")
            {
                return new("^3", index + 1, 0, 1);
            }

            if (u[index] is "!" or "factorial")
            {
                return new("!", index + 1, 0, 1);
            }

            int percent = u[index] is "%" or "percent" or "percents" ? index + 1 : u.Has(index, "per", "cent") ? index + 2 : -1;
            if (percent > 0)
            {
                int after = u.Has(percent, "tip", "on") || u.Has(percent, "tip", "for") || u.Has(percent, "off", "of") ? percent + 1 : percent;
                return u[after] is "of" or "on" or "for" && Operand(after + 1, 0) is { } of ? new($"% of {of.Text}", of.End, of.Cost, 1) : new("%", percent, 0, 1);
            }

            return null;
        }

        private Piece? Operator(int index)
        {
            foreach ((string[] words, string sign) in Operators)
            {
                if (u.Has(index, words))
                {
                    bool slip = sign[0] == '~';
                    return new(slip ? sign[1..] : sign, index + words.Length, slip ? Slips.WordCost : 0, 1);
                }
            }

            return null;
        }

        private Piece? Operand(int index, int depth)
        {
            if (depth >= MaxDepth)
            {
                return null;
            }

            if (u[index] == "(" && Expression(index + 1, depth + 1) is { } inner && u[inner.End] == ")")
            {
                return inner with { Text = $"({inner.Text})", End = inner.End + 1 };
            }

            if (u[index] is "the" or "a" && u[index + 1] is not ("half" or "quarter" or "third" or "hundred" or "thousand" or "million" or "dozen"))
            {
                return Operand(index + 1, depth + 1);
            }

            foreach ((string[] words, string name) in Functions)
            {
                if (u.Has(index, words) && Operand(index + words.Length, depth + 1) is { } argument)
                {
                    string text = argument.Text.StartsWith('(') ? argument.Text : $"({argument.Text})";
                    int end = argument.End;
                    // Degrees are what people mean: "sine of 30 degrees".
                    bool angle = name is "sin" or "cos" or "tan";
                    if (angle && u[end] is "degrees" or "degree")
                    {
                        end++;
                    }
                    else if (angle && u[end] is "radians" or "radian")
                    {
                        text = $"({argument.Text} rad)";
                        end++;
                    }

                    return new(name + text, end, argument.Cost, argument.Operators + 1);
                }
            }

            // "half of 50", "a third of 90", "two thirds of 90"
            if (Fraction(index) is { } fraction && Operand(fraction.End, depth + 1) is { } whole)
            {
                return new($"{whole.Text}{fraction.Text}", whole.End, whole.Cost, 1);
            }

            if (u[index] is "pi")
            {
                return new("pi", index + 1, 0, 0);
            }

            if (previous is not null && u[index] is "that" or "it" or "this")
            {
                return new(previous!, index + 1, 0, 0);
            }

            if (u[index] is "-" or "minus" or "negative" && u[index + 1] is "(" or "pi" && Operand(index + 1, depth + 1) is { } negated)
            {
                return negated with { Text = "-" + negated.Text };
            }

            List<Parsed<decimal>> numbers = NumberParser.Parse(u, index);
            if (numbers.Count == 0)
            {
                return null;
            }

            Parsed<decimal> number = numbers[0];
            string digits = ExpressionParser.Number(number.Value);
            return new(digits, number.End, number.Cost, 0);
        }

        private Piece? Fraction(int index)
        {
            int i = u[index] is "a" or "one" ? index + 1 : index;
            string by = u[i] switch { "half" => " / 2", "third" => " / 3", "quarter" => " / 4", "fifth" => " / 5", "tenth" => " / 10", "double" or "twice" => " * 2", "triple" => " * 3", _ => "" };
            int end = i + 1;
            if (u.Has(index, "two", "thirds"))
            {
                (by, end) = (" * 2 / 3", index + 2);
            }
            else if (u.Has(index, "three", "quarters"))
            {
                (by, end) = (" * 3 / 4", index + 2);
            }

            if (by.Length == 0)
            {
                return null;
            }

            bool of = u[end] == "of";
            return of || by[1] == '*' && by.Length == 4 ? new(by, of ? end + 1 : end, 0, 1) : null;
        }
    }
}
