using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Assistant.Language;
using Sapphire.Actors.Tools.Calculation;
using Sapphire.Actors.Tools.Units;

namespace Sapphire.Actors.Tools;

/// <summary>The calculator and the unit converter.</summary>
internal static class MathTools
{
    /// <summary>Creates the tools.</summary>
    public static IEnumerable<AIFunction> Create() =>
    [
        new Tool(
            ToolNames.Calculate,
            "Calculates arithmetic exactly. Use it for every sum. Knows + - * / ^ % ! ( ), mod, sqrt, sin, cos, tan (degrees), log, ln, abs, round, pi, e, and '15% of 80'.",
            [new("expression", "string", "The expression, for example \"12 * (3 + 4)\" or \"15% of 80\".", Required: true)],
            (arguments, _) => ValueTask.FromResult(Calculate(arguments))),
        new Tool(
            ToolNames.ConvertUnits,
            "Converts a value between units of length, mass, temperature, volume, area, speed, time, data, energy, pressure, power or angle.",
            [
                new("value", "number", "The value to convert, for example 5.", Required: true),
                new("from", "string", "Its unit, for example \"miles\", \"lb\" or \"fahrenheit\".", Required: true),
                new("to", "string", "The unit wanted, for example \"kilometers\".", Required: true),
            ],
            (arguments, _) => ValueTask.FromResult(Convert(arguments))),
    ];

    private static JsonObject Calculate(ToolArguments arguments)
    {
        string expression = arguments.Required("{\"expression\": \"12 * 9\"}", "expression", "input", "query", "formula");
        Number value;
        try
        {
            value = Calculator.Evaluate(expression);
        }
        catch (ToolException) when (Spoken(expression) is { } spoken)
        {
            // A small model may pass on the words: "twelve times nine".
            value = Calculator.Evaluate(spoken);
        }

        var result = new JsonObject { ["expression"] = expression };
        if (value.IsExact)
        {
            result["result"] = ExpressionParser.Number(value.Exact) is var text && decimal.TryParse(text, out decimal exact) ? exact : value.Exact;
        }
        else
        {
            result["result"] = value.Value;
        }

        result["text"] = value.ToString();
        return result;
    }

    private static string? Spoken(string expression)
    {
        if (expression.Length > Calculator.MaxLength || !expression.Any(char.IsAsciiLetter))
        {
            return null;
        }

        Utterance u = Utterance.Of(expression);
        return ExpressionParser.Parse(u, 0) is { } parsed && parsed.End == u.Count ? parsed.Value : null;
    }

    private static JsonObject Convert(ToolArguments arguments)
    {
        const string Example = "{\"value\": 5, \"from\": \"miles\", \"to\": \"kilometers\"}";
        decimal value = arguments.Number("value", "amount", "quantity", "number") ?? throw new ToolException($"The argument 'value' is missing. Example: {Example}");
        string fromName = arguments.Required(Example, "from", "from_unit", "source", "unit");
        string toName = arguments.Required(Example, "to", "to_unit", "target");
        (Unit from, Unit to) = UnitConverter.Resolve(fromName, toName);
        decimal result = UnitConverter.Convert(value, from, to);
        decimal rounded = SpokenNumber.Round(result, 7);
        // Very small results keep their leading digits.
        decimal shown = rounded == 0 && result != 0 ? SpokenNumber.Round(result, 12) : rounded;
        return new JsonObject
        {
            ["value"] = value,
            ["from"] = from.Name,
            ["to"] = to.Name,
            ["result"] = shown / 1.0000000000000000000000000000m,
            ["exact"] = shown == result,
            ["text"] = $"{Amount(value, from)} = {Amount(shown, to)}",
        };
    }

    private static string Amount(decimal value, Unit unit)
    {
        string name = unit.Dimension == Dimension.Temperature && unit.Name != "kelvin" ? $"degrees {char.ToUpperInvariant(unit.Name[0])}{unit.Name[1..]}" : value == 1 ? unit.Singular : unit.Name;
        return $"{SpokenNumber.Format(value, 12)} {name}";
    }
}
