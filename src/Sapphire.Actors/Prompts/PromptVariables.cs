using System.Globalization;
using System.Text;

namespace Sapphire.Actors.Prompts;

/// <summary>Puts names and the date into texts: <c>{user_name}</c>, <c>{ai_name}</c>, <c>{date}</c>, <c>{time}</c>, <c>{weekday}</c>, <c>{year}</c>, <c>{datetime}</c>, <c>{timezone}</c>. Other braces stay.</summary>
public sealed class PromptVariables
{
    /// <summary>Where a monolith wants its spice.</summary>
    public const string Spice = "spice";

    private readonly Dictionary<string, string> _values;

    /// <summary>The values at a moment.</summary>
    public PromptVariables(PromptNames names, DateTimeOffset now)
    {
        _values = new(StringComparer.Ordinal)
        {
            ["user_name"] = WithoutBraces(names.User),
            ["ai_name"] = WithoutBraces(names.Assistant),
            ["date"] = now.ToString("MMMM dd, yyyy", CultureInfo.InvariantCulture),
            ["time"] = now.ToString("hh:mm tt", CultureInfo.InvariantCulture),
            ["weekday"] = now.ToString("dddd", CultureInfo.InvariantCulture),
            ["year"] = now.ToString("yyyy", CultureInfo.InvariantCulture),
            ["datetime"] = DateTime(now),
            ["timezone"] = now.ToString("'UTC'zzz", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The names that are understood, for people who write prompts.</summary>
    public static IReadOnlyList<string> Names { get; } = ["user_name", "ai_name", "date", "time", "weekday", "year", "datetime", "timezone", Spice];

    /// <summary><c>Sunday, November 22, 2026 at 04:01 AM</c>.</summary>
    public static string DateTime(DateTimeOffset now) => now.ToString("dddd, MMMM dd, yyyy 'at' hh:mm tt", CultureInfo.InvariantCulture);

    /// <summary>These with one more value, which may hold variables itself.</summary>
    public void Set(string name, string value) => _values[name] = value;

    /// <summary>A text with its variables replaced, in one go: what a value holds is not looked at again.</summary>
    public string Fill(string text)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
        {
            return text;
        }

        StringBuilder filled = new(text.Length + 64);
        int done = 0;
        while (open >= 0)
        {
            int close = text.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            if (_values.TryGetValue(text[(open + 1)..close], out string? value))
            {
                filled.Append(text, done, open - done).Append(value);
                done = close + 1;
                open = text.IndexOf('{', done);
            }
            else
            {
                open = text.IndexOf('{', open + 1);
            }
        }

        return filled.Append(text, done, text.Length - done).ToString();
    }

    private static string WithoutBraces(string value) => value.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
}
