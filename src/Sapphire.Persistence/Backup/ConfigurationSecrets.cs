using System.Text;
using System.Text.RegularExpressions;

namespace Sapphire.Persistence.Backup;

/// <summary>
/// Connection strings and passwords in a home's <c>sapphire.conf</c>: a backup without secrets has an optional substitution in
/// their place, which HOCON reads as "not set", and a restore fills them in again from the configuration that is there.
/// </summary>
internal static partial class ConfigurationSecrets
{
    private const string Mark = "${?SAPPHIRE_LEFT_OUT_OF_BACKUP}";

    /// <summary>True for a file that is read as configuration.</summary>
    public static bool IsConfiguration(string name) => name.EndsWith(".conf", StringComparison.Ordinal);

    /// <summary>Replaces the secrets of a file; false when there were none.</summary>
    public static bool LeaveOut(string file)
    {
        string text = File.ReadAllText(file);
        string without = Setting().Replace(text, static match => IsHarmless(match.Groups["value"].Value) ? match.Value : match.Groups["key"].Value + match.Groups["sign"].Value + Mark);
        if (string.Equals(text, without, StringComparison.Ordinal))
        {
            return false;
        }

        File.WriteAllText(file, without, new UTF8Encoding(false));
        return true;
    }

    /// <summary>Fills what was left out of <paramref name="file"/> with the values of <paramref name="present"/>, key by key.</summary>
    /// <returns>The keys that are still open.</returns>
    public static IReadOnlyList<string> FillIn(string file, string present)
    {
        string text = File.ReadAllText(file);
        if (!text.Contains(Mark, StringComparison.Ordinal))
        {
            return [];
        }

        ILookup<string, string> known = Setting().Matches(File.Exists(present) ? File.ReadAllText(present) : "")
            .ToLookup(static match => LastPart(match.Groups["key"].Value), static match => match.Groups["value"].Value, StringComparer.Ordinal);
        List<string> open = [];
        string filled = Setting().Replace(text, match =>
        {
            if (match.Groups["value"].Value != Mark)
            {
                return match.Value;
            }

            string key = match.Groups["key"].Value;
            if (known[LastPart(key)].LastOrDefault(static value => value != Mark) is { } value)
            {
                return key + match.Groups["sign"].Value + value;
            }

            open.Add(key);
            return match.Value;
        });
        File.WriteAllText(file, filled, new UTF8Encoding(false));
        return open;
    }

    // The name of an environment variable is no secret.
    private static bool IsHarmless(string value) => value.StartsWith("${", StringComparison.Ordinal) || value is "\"\"" or "null";

    private static string LastPart(string key) => key.Trim('"').Split('.')[^1].Trim('"');

    [GeneratedRegex(
        """(?<key>[\w."-]*(connection(-string)?|password|passphrase|secret|token|api-key)"?)(?<sign>[ \t]*[=:][ \t]*)(?<value>(\"{3}.*?\"{3}|"(\\.|[^"\\\n])*"|\$\{[^}\n]*\}|[^\s,}#"\[{][^\n,}#]*))""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Singleline,
        2000)]
    private static partial Regex Setting();
}
