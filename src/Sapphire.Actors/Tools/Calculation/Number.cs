using System.Globalization;

namespace Sapphire.Actors.Tools.Calculation;

/// <summary>A result: exact as a decimal where possible, else a double.</summary>
internal readonly struct Number
{
    private readonly decimal _exact;
    private readonly double _approximate;

    private Number(decimal exact, double approximate, bool isExact)
    {
        _exact = exact;
        _approximate = approximate;
        IsExact = isExact;
    }

    /// <summary>Whether the value is held as a decimal.</summary>
    public bool IsExact { get; }

    /// <summary>The value as a double.</summary>
    public double Value => IsExact ? (double)_exact : _approximate;

    /// <summary>The exact value; only where <see cref="IsExact"/>.</summary>
    public decimal Exact => _exact;

    /// <summary>An exact number.</summary>
    public static implicit operator Number(decimal value) => new(value, 0, isExact: true);

    /// <summary>An approximate number.</summary>
    /// <exception cref="ToolException">It is not finite.</exception>
    public static implicit operator Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ToolException(double.IsNaN(value) ? "That has no real value." : "The result is too large to calculate.");
        }

        return new(0, value, isExact: false);
    }

    /// <summary>Reads digits, with an exponent if need be.</summary>
    /// <exception cref="ToolException">They are no number.</exception>
    public static Number Parse(string text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal exact) && text.Length <= 28)
        {
            return exact;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new ToolException($"'{(text.Length <= 30 ? text : text[..30] + "…")}' is not a number.");
    }

    /// <summary>Adds.</summary>
    public static Number Add(Number a, Number b) => Combine(a, b, decimal.Add, (x, y) => x + y);

    /// <summary>Subtracts.</summary>
    public static Number Subtract(Number a, Number b) => Combine(a, b, decimal.Subtract, (x, y) => x - y);

    /// <summary>Multiplies.</summary>
    public static Number Multiply(Number a, Number b) => Combine(a, b, decimal.Multiply, (x, y) => x * y);

    /// <summary>Divides.</summary>
    /// <exception cref="ToolException">By zero.</exception>
    public static Number Divide(Number a, Number b) =>
        b.Value == 0 ? throw new ToolException("Division by zero has no result.") : Combine(a, b, decimal.Divide, (x, y) => x / y);

    /// <summary>The remainder, with the sign of the dividend.</summary>
    /// <exception cref="ToolException">By zero.</exception>
    public static Number Remainder(Number a, Number b) =>
        b.Value == 0 ? throw new ToolException("Division by zero has no remainder.") : Combine(a, b, decimal.Remainder, (x, y) => x % y);

    /// <summary>Changes the sign.</summary>
    public static Number Negate(Number a) => a.IsExact ? -a._exact : -a._approximate;

    /// <summary>Raises to a power; exact for whole exponents while it fits.</summary>
    /// <exception cref="ToolException">The result does not exist or is too large.</exception>
    public static Number Power(Number a, Number b)
    {
        if (a.Value == 0 && b.Value < 0)
        {
            throw new ToolException("Zero has no negative power.");
        }

        if (a.IsExact && b.IsExact && b._exact is >= 0 and <= 200 && b._exact == decimal.Floor(b._exact))
        {
            decimal result = 1;
            try
            {
                for (int i = 0; i < (int)b._exact; i++)
                {
                    result *= a._exact;
                }

                // Past 28 digits a decimal rounds fractions away silently.
                if (a._exact == decimal.Floor(a._exact) || result == 0m || result.Scale < 28)
                {
                    return result;
                }
            }
            catch (OverflowException)
            {
                // A double reaches further.
            }
        }

        return Math.Pow(a.Value, b.Value);
    }

    /// <summary>The factorial of a whole number up to 170.</summary>
    /// <exception cref="ToolException">Of anything else.</exception>
    public static Number Factorial(Number a)
    {
        double n = a.Value;
        if (n < 0 || n > 170 || n != Math.Floor(n))
        {
            throw new ToolException("A factorial needs a whole number from 0 to 170.");
        }

        Number result = 1m;
        for (int i = 2; i <= (int)n; i++)
        {
            result = Multiply(result, (decimal)i);
        }

        return result;
    }

    /// <summary>The value for people: at most 12 significant digits after rounding, an exponent for what is very large or small.</summary>
    public override string ToString()
    {
        double size = Math.Abs(Value);
        if (IsExact || (size is < 1e15 and >= 1e-6) || size == 0)
        {
            return SpokenNumber.Format(IsExact ? _exact : (decimal)Value, 12);
        }

        return Value.ToString("0.#########e+0", CultureInfo.InvariantCulture);
    }

    private static Number Combine(Number a, Number b, Func<decimal, decimal, decimal> exact, Func<double, double, double> approximate)
    {
        if (a.IsExact && b.IsExact)
        {
            try
            {
                return exact(a._exact, b._exact);
            }
            catch (OverflowException)
            {
                // A double reaches further.
            }
        }

        return approximate(a.Value, b.Value);
    }
}
