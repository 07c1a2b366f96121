namespace Sapphire.Actors.Tools.Calculation;

/// <summary>The calculator's functions.</summary>
internal static class Functions
{
    /// <summary>All of them, for a message.</summary>
    public const string Names = "sqrt, cbrt, sin, cos, tan, asin, acos, atan, log, ln, exp, abs, round, floor, ceil";

    private static readonly string[] Known = Names.Split(", ");

    /// <summary>Whether there is a function of the name.</summary>
    public static bool IsKnown(string name) => Known.Contains(name, StringComparer.Ordinal);

    /// <summary>Applies a function; angles are degrees unless <paramref name="radians"/>.</summary>
    /// <exception cref="ToolException">It has no value there.</exception>
    public static Number Apply(string name, Number argument, bool radians)
    {
        double x = argument.Value;
        double angle = radians ? x : x * Math.PI / 180;
        switch (name)
        {
            case "sqrt":
                return x < 0 ? throw new ToolException("A negative number has no real square root.") : Whole(Math.Sqrt(x), argument, 2);
            case "cbrt":
                return Whole(Math.Cbrt(x), argument, 3);
            case "sin":
                return Tidy(Math.Sin(angle));
            case "cos":
                return Tidy(Math.Cos(angle));
            case "tan":
                return Math.Abs(Math.Cos(angle)) < 1e-12 ? throw new ToolException("The tangent has no value there.") : Tidy(Math.Tan(angle));
            case "asin" or "acos" when Math.Abs(x) > 1:
                throw new ToolException($"{name} needs a value from -1 to 1.");
            case "asin":
                return Tidy(Math.Asin(x) * 180 / Math.PI);
            case "acos":
                return Tidy(Math.Acos(x) * 180 / Math.PI);
            case "atan":
                return Tidy(Math.Atan(x) * 180 / Math.PI);
            case "log" or "ln" when x <= 0:
                throw new ToolException("A logarithm needs a number above zero.");
            case "log":
                return Tidy(Math.Log10(x));
            case "ln":
                return Math.Log(x);
            case "exp":
                return Math.Exp(x);
            case "abs":
                return argument.IsExact ? Math.Abs(argument.Exact) : Math.Abs(x);
            case "round":
                return argument.IsExact ? Math.Round(argument.Exact, MidpointRounding.AwayFromZero) : Math.Round(x, MidpointRounding.AwayFromZero);
            case "floor":
                return argument.IsExact ? Math.Floor(argument.Exact) : Math.Floor(x);
            default:
                return argument.IsExact ? Math.Ceiling(argument.Exact) : Math.Ceiling(x);
        }
    }

    /// <summary>A root that comes out exactly stays exact: sqrt(144) is 12, sqrt(0.25) is 0.5.</summary>
    private static Number Whole(double root, Number of, int power)
    {
        if (of.IsExact && Math.Abs(root) < 1e9)
        {
            decimal candidate = Math.Round((decimal)root, 9);
            decimal back = power == 2 ? candidate * candidate : candidate * candidate * candidate;
            if (back == of.Exact)
            {
                return candidate / 1.0000000000000000000000000000m;
            }
        }

        return root;
    }

    /// <summary>sin(180°) is 0, not 1.2e-16.</summary>
    private static Number Tidy(double value)
    {
        double rounded = Math.Round(value, 14);
        return Math.Abs(rounded - value) < 1e-15 ? (decimal)rounded : value;
    }
}
