using System.Collections.Immutable;
using Sapphire.Actors.Tools.Units;

namespace Sapphire.Actors.Assistant.Language;

/// <summary>Reads units ("square feet", "mph") and quantities ("five miles", "5 feet 11 inches", "a pound").</summary>
internal static class QuantityParser
{
    /// <summary>The units that begin at <paramref name="index"/>, the longest name first.</summary>
    public static List<Parsed<string>> Units(Utterance u, int index)
    {
        var found = new List<Parsed<string>>();
        int most = Math.Min(UnitTable.MaxTokens, u.Count - index);
        for (int length = most; length >= 1; length--)
        {
            ImmutableArray<Unit> units = UnitTable.Named(u.Words(index, index + length));
            foreach (Unit unit in units)
            {
                found.Add(new(unit.Name, index + length, 0));
            }
        }

        if (found.Count == 0)
        {
            Misheard(u, index, found);
        }

        return found;
    }

    /// <summary>The quantities that begin at <paramref name="index"/>, the longest first.</summary>
    public static List<Parsed<Quantity>> Parse(Utterance u, int index)
    {
        var found = new List<Parsed<Quantity>>();
        IEnumerable<Parsed<decimal>> numbers = NumberParser.Parse(u, index);
        if (u[index] is "a" or "an" or "one")
        {
            numbers = numbers.Append(new(1, index + 1, 0));
        }

        foreach (Parsed<decimal> number in numbers)
        {
            // "half a mile", "a quarter of a mile"
            int i = number.End;
            if (number.Value is > 0 and < 1)
            {
                i = u[i] == "of" ? i + 1 : i;
                i = u[i] is "a" or "an" ? i + 1 : i;
            }

            foreach (Parsed<string> unit in Units(u, i))
            {
                Compound(u, number.Value, unit, number.Cost, found);
                found.Add(new(new(number.Value, unit.Value), unit.End, number.Cost + unit.Cost));
            }
        }

        return found;
    }

    /// <summary>"5 feet 11 inches", "six foot two", "2 pounds and 3 ounces": all of it in the smaller unit.</summary>
    private static void Compound(Utterance u, decimal value, Parsed<string> unit, int cost, List<Parsed<Quantity>> found)
    {
        int i = u[unit.End] == "and" ? unit.End + 1 : unit.End;
        if (NumberParser.Longest(u, i) is not { } more || more.Value <= 0)
        {
            return;
        }

        Unit big = UnitTable.Named(unit.Value)[0];
        bool bare = true;
        foreach (Parsed<string> smaller in Units(u, more.End))
        {
            bare = false;
            Unit small = UnitTable.Named(smaller.Value)[0];
            if (small.Dimension == big.Dimension && small.Factor < big.Factor && big.Dimension != Dimension.Temperature)
            {
                found.Add(new(new(Clean((value * big.Factor / small.Factor) + more.Value), small.Name), smaller.End, cost + smaller.Cost));
            }
        }

        if (bare && big.Name == "feet" && more.Value < 12 && i == unit.End)
        {
            found.Add(new(new((value * 12) + more.Value, "inches"), more.End, cost));
        }
    }

    private static decimal Clean(decimal value) => Math.Round(value, 12) / 1.0000000000000000000000000000m;

    private static void Misheard(Utterance u, int index, List<Parsed<string>> found)
    {
        foreach (string name in (string[])["celsius", "fahrenheit", "miles", "minutes", "hours", "kilometers", "centimeters", "kilograms", "pounds", "ounces", "liters", "gallons", "seconds"])
        {
            foreach (string[] heard in Slips.HeardFor(name))
            {
                if (u.Has(index, heard))
                {
                    found.Add(new(name, index + heard.Length, Slips.WordCost));
                    return;
                }
            }

            if (u[index].Length > 0 && Slips.IsTypo(name, u[index]))
            {
                found.Add(new(name, index + 1, Slips.WordCost));
                return;
            }
        }
    }
}
