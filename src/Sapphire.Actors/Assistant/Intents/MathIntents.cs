using System.Collections.Immutable;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Assistant.Language;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Tools.Units;

namespace Sapphire.Actors.Assistant.Intents;

/// <summary>Arithmetic and units.</summary>
internal static class MathIntents
{
    /// <summary>The intents.</summary>
    public static ImmutableArray<Intent> All { get; } =
    [
        new("math", """
            [<whatis>] [the result of|the answer to|the value of|the sum] {expression} [equal|equals|make|be|come to|is]
            <whatis> [the] (tip|tax|discount) [of|for] {expression}
            (what|how much) (does|do|is|would|will) {expression} (equal|equals|make|be|come to|come out to|give)
            what [is] {expression}
            {expression} (equals|is|makes|equal|gives) [what|how much]
            how much [does] {expression} [make|equal]
            what do (you|i|we) get (if|when) (you|i|we) (do|calculate|compute) {expression}
            the calculate {expression}
            (do|run) the (math|maths|numbers) [on|for] {expression}
            """, (m, _) => Calculate(m.Text("expression")!)),

        new("math.sum", """
            [<whatis>] [the] (sum|total) of {a:number} and {b:number}
            add {a:number} (and|to|with|plus) {b:number}
            (what do (you|i|we) get (if|when) (you|i|we)) add {a:number} (and|to) {b:number}
            [<whatis>] {a:number} and {b:number} (added|added together|together|combined)
            add {a:number} {b:number}
            """, (m, _) => Two(m, "+")),

        new("math.difference", """
            [<whatis>] [the] difference (between|of) {a:number} and {b:number}
            """, (m, _) => Two(m, "-")),

        new("math.subtract", """
            subtract {b:number} from {a:number}
            [<whatis>] {b:number} (subtracted|taken|taken away) from {a:number}
            take [away] {b:number} from {a:number}
            (what do (you|i|we) get (if|when) (you|i|we)) subtract {b:number} from {a:number}
            """, (m, _) => Two(m, "-")),

        new("math.product", """
            [<whatis>] [the] product of {a:number} and {b:number}
            multiply {a:number} (by|and|with|times) {b:number}
            (what do (you|i|we) get (if|when) (you|i|we)) multiply {a:number} (by|and|with) {b:number}
            """, (m, _) => Two(m, "*")),

        new("math.quotient", """
            [<whatis>] [the] quotient of {a:number} and {b:number}
            divide {a:number} (by|over) {b:number}
            (what do (you|i|we) get (if|when) (you|i|we)) divide {a:number} by {b:number}
            (how many times does|how often does) {b:number} (go|fit) (into|in) {a:number}
            """, (m, _) => Two(m, "/")),

        new("math.ask", """
            calculate [something]
            (do|can you do|help me with) [some|the|a] (math|maths|arithmetic|sum|calculation|calculations)
            """, (_, _) => Plan.Say("ask.expression", "What shall I calculate? Say, for example, \"12 times 9\" or \"15 percent of 80\".")),

        new("convert", """
            [<convert>] [me] {value:quantity} <to> {unit}
            [<whatis>] {value:quantity} (<to>|expressed in|converted to|equal to in|equals in|worth in|equivalent to in) {unit}
            (how much|how many|how long|how far|how heavy|how tall|how hot|how cold|how fast|how big|how warm|how high) (is|are|would be|does) {value:quantity} (<to>|equal in|make in|measured in) {unit}
            how many {unit} [is|are|are there|are in|make|make up|does|do|go|fit] [in|into|to|for|equal] [there] {value:quantity} [have|contain|make|hold|equal]
            {value:quantity} is how many {unit}
            {value:quantity} (equals|is|are|makes|make) (how many|what in|how much in) {unit}
            {value:quantity} {unit}
            in {unit} what is {value:quantity}
            how do i convert {value:quantity} (to|into) {unit}
            """, (m, _) => Convert(m.Quantity("value"), m.Text("unit")!)),

        new("convert.one", """
            how many {unit} (is|are|are there|are in|make|make up|does|do|go|fit) [in|into|to|for|equal] [there|in] [a|an|one|each|every|the] {from:unit} [have|contain|hold]
            how many {unit} (in|to|into|per) [a|an|one|each|every|the] {from:unit}
            [<convert>] one {from:unit} <to> {unit}
            {unit} (in|per) (a|an|one) {from:unit}
            """, (m, _) => Convert(new Quantity(1, m.Text("from")!), m.Text("unit")!)),

        new("convert.ask", """
            convert {value:quantity}
            """, (m, _) => Plan.Say("ask.unit", "Into which unit?")),

        new("convert.ask.value", """
            convert [something|units]
            (do|i need) [a|some] (unit conversion|unit conversions|conversion|conversions)
            """, (_, _) => Plan.Say("ask.value", "What shall I convert? Say, for example, \"5 miles to kilometers\".")),
    ];

    /// <summary>Calls the calculator.</summary>
    public static Plan Calculate(string expression) => Plan.Call("math", ToolNames.Calculate, Arguments.Of(("expression", expression)));

    /// <summary>Calls the converter, also with units that do not belong together: it says why they do not.</summary>
    public static Plan Convert(Quantity value, string to) =>
        Plan.Call("convert", ToolNames.ConvertUnits, Arguments.Of(("value", value.Value), ("from", Fit(value.Unit, to)), ("to", Fit(to, value.Unit))));

    /// <summary>Of the units that a name can mean, the one that fits the other side: "ounces" in cups are fluid ounces.</summary>
    private static string Fit(string unit, string other)
    {
        if (UnitTable.Named(unit)[0].Dimension == UnitTable.Named(other)[0].Dimension || !UnitConverter.CanConvert(unit, other))
        {
            return unit;
        }

        return unit switch { "ounces" => "fluid ounces", "degrees" => other == "fahrenheit" ? "celsius" : "fahrenheit", _ => unit };
    }

    private static Plan Two(PatternMatch m, string sign)
    {
        string b = ExpressionParser.Number(m.Get<decimal>("b"));
        return Calculate($"{ExpressionParser.Number(m.Get<decimal>("a"))} {sign} {(b.StartsWith('-') ? $"({b})" : b)}");
    }
}
