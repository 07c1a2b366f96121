using System.Text.RegularExpressions;

namespace Sapphire.Audio.Text;

/// <summary>Softens LaTeX: fractions, roots, powers and signs become words, what is unknown is left out.</summary>
internal static partial class FormulaText
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["times"] = "×",
        ["cdot"] = "×",
        ["div"] = "÷",
        ["pm"] = "±",
        ["le"] = "≤",
        ["leq"] = "≤",
        ["ge"] = "≥",
        ["geq"] = "≥",
        ["ne"] = "≠",
        ["neq"] = "≠",
        ["approx"] = "≈",
        ["infty"] = "∞",
        ["to"] = "→",
        ["rightarrow"] = "→",
        ["Rightarrow"] = "→",
        ["lt"] = "<",
        ["gt"] = ">",
        ["circ"] = "°",
        ["degree"] = "°",
        ["sum"] = "the sum of",
        ["prod"] = "the product of",
        ["int"] = "the integral of",
        ["in"] = "in",
        ["log"] = "log",
        ["ln"] = "ln",
        ["sin"] = "sine",
        ["cos"] = "cosine",
        ["tan"] = "tangent",
        ["lim"] = "the limit of",
    };

    private static readonly HashSet<string> Greek = [.. "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega Gamma Delta Theta Lambda Pi Sigma Phi Psi Omega".Split(' ')];

    public static string Words(string formula, bool english)
    {
        string text = formula;
        for (int i = 0; i < 3; i++)
        {
            text = english ? Fraction().Replace(text, " ${a} over ${b} ") : Fraction().Replace(text, " ${a} / ${b} ");
            text = Root().Replace(text, english ? " the square root of ${a} " : " √${a} ");
            text = Wrapper().Replace(text, "${a}");
        }

        if (english)
        {
            text = Power().Replace(text, static m => (m.Groups["b"].Success ? m.Groups["b"].Value : m.Groups["s"].Value) switch
            {
                "2" => " squared ",
                "3" => " cubed ",
                "\\circ" => "°",
                string p => $" to the power of {p.Replace("-", "minus ", StringComparison.Ordinal)} ",
            });
        }

        text = Command().Replace(text, m => Names.TryGetValue(m.Groups["c"].Value, out string? name) ? $" {name} " : Greek.Contains(m.Groups["c"].Value) ? $" {m.Groups["c"].Value} " : " ");
        text = text.Replace('*', '×').Replace('_', ' ').Replace('{', ' ').Replace('}', ' ').Replace('\\', ' ').Replace('&', ' ').Replace('^', ' ').Replace('\n', ' ');
        return Minus().Replace(text, " − ").Trim();
    }

    [GeneratedRegex(@"\\[dt]?frac\s*\{(?<a>[^{}]*)\}\s*\{(?<b>[^{}]*)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\\sqrt\s*\{(?<a>[^{}]*)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Root();

    [GeneratedRegex(@"\\(?:text|mathrm|mathbf|mathit|operatorname|left|right|boxed|textbf)\s*\{(?<a>[^{}]*)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"\^(?:\{(?<b>[^{}]*)\}|(?<s>\\[a-z]+|[A-Za-z0-9]))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Power();

    [GeneratedRegex(@"\\(?<c>[A-Za-z]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<=[\p{L}\d)\s])\s*-\s*(?=[\p{L}\d(])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Minus();
}
