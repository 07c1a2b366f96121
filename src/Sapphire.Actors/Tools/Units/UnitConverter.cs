using System.Collections.Immutable;

namespace Sapphire.Actors.Tools.Units;

/// <summary>Converts between the units of <see cref="UnitTable"/>.</summary>
internal static class UnitConverter
{
    /// <summary>
    /// Finds the pair of units that two names mean. "ounces" weigh unless the other side is a volume; plain "degrees" are
    /// Fahrenheit or Celsius when the other side is the other temperature.
    /// </summary>
    /// <exception cref="ToolException">A name is unknown, or the two measure different things.</exception>
    public static (Unit From, Unit To) Resolve(string from, string to)
    {
        ImmutableArray<Unit> froms = Find(from);
        ImmutableArray<Unit> tos = Find(to);
        foreach (Unit a in froms)
        {
            foreach (Unit b in tos)
            {
                if (a.Dimension == b.Dimension)
                {
                    return (a, b);
                }
            }
        }

        throw new ToolException(
            $"{Upper(froms[0].Name)} measure {Describe(froms[0].Dimension)} and {tos[0].Name} measure {Describe(tos[0].Dimension)}, so one does not convert into the other.");

        ImmutableArray<Unit> Find(string name)
        {
            ImmutableArray<Unit> units = UnitTable.Named(name);
            return units.Length > 0 ? Widen(units) : throw new ToolException(
                $"'{Shorten(name)}' is not a unit that I know. Use a name or an abbreviation such as kilometers, lb, celsius, cups, square feet, mph, hours, megabytes, kWh, psi, watts or degrees.");
        }
    }

    /// <summary>Converts a value.</summary>
    /// <exception cref="ToolException">The value or the result is too large, or below absolute zero.</exception>
    public static decimal Convert(decimal value, Unit from, Unit to)
    {
        if (from == to)
        {
            return value;
        }

        try
        {
            decimal inBase = (value + from.Offset) * from.Factor;
            if (from.Dimension == Dimension.Temperature && inBase < 0)
            {
                throw new ToolException($"{SpokenNumber.Format(value)} {from.Name} is below absolute zero.");
            }

            return (inBase / to.Factor) - to.Offset;
        }
        catch (OverflowException e)
        {
            throw new ToolException("That value is too large to convert.", e);
        }
    }

    /// <summary>Whether two names can mean units of one dimension.</summary>
    public static bool CanConvert(string from, string to) =>
        Widen(UnitTable.Named(from)).Any(a => Widen(UnitTable.Named(to)).Any(b => a.Dimension == b.Dimension));

    private static ImmutableArray<Unit> Widen(ImmutableArray<Unit> units)
    {
        if (units.Length == 0)
        {
            return units;
        }

        string? other = units[0].Name switch { "ounces" => "fluid ounces", "degrees" => "fahrenheit", "minutes" => "arcminutes", "seconds" => "arcseconds", _ => null };
        return other is null ? units : units.AddRange(UnitTable.Named(other));
    }

    private static string Describe(Dimension dimension) => dimension switch
    {
        Dimension.Data => "an amount of data",
        Dimension.Area => "an area",
        Dimension.Angle => "an angle",
        Dimension.Temperature or Dimension.Volume or Dimension.Length or Dimension.Speed or Dimension.Mass or Dimension.Pressure => $"a {dimension.ToString().ToLowerInvariant()}",
        _ => dimension.ToString().ToLowerInvariant(),
    };

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
