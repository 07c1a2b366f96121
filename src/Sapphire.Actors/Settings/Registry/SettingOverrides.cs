using System.Collections;
using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>What the environment and the command line of this process say; it goes before <c>settings.json</c>, and is not changed while the process runs. Immutable.</summary>
public sealed class SettingOverrides
{
    /// <summary>What stands before a key in the name of an environment variable.</summary>
    public const string Prefix = "SAPPHIRE_SETTING_";

    /// <summary>They say nothing.</summary>
    public static readonly SettingOverrides None = new(ImmutableSortedDictionary.Create<string, (SettingValue, SettingSource)>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, (SettingValue Value, SettingSource Source)> _values;

    private SettingOverrides(ImmutableSortedDictionary<string, (SettingValue, SettingSource)> values) => _values = values;

    /// <summary>True when they say nothing.</summary>
    public bool IsEmpty => _values.IsEmpty;

    /// <summary>The keys that they name, sorted.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>A value and where it comes from; null where they do not name it.</summary>
    public (SettingValue Value, SettingSource Source)? Find(string key) => _values.TryGetValue(key, out (SettingValue, SettingSource) found) ? found : null;

    /// <summary>Reads the environment and the command line.</summary>
    /// <param name="environment">The variables of the process (<see cref="Environment.GetEnvironmentVariables()"/>); null for none.</param>
    /// <param name="commandLine">Each as KEY=VALUE.</param>
    /// <exception cref="SettingOverridesException">A key is not known, or a value is not allowed; names all of them.</exception>
    public static SettingOverrides Read(IDictionary? environment, IEnumerable<string> commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        ImmutableSortedDictionary<string, (SettingValue, SettingSource)>.Builder values = None._values.ToBuilder();
        List<string> problems = [];
        IEnumerable<DictionaryEntry> variables = environment?.Cast<DictionaryEntry>() ?? [];
        foreach (DictionaryEntry variable in variables.OrderBy(static v => (string)v.Key, StringComparer.Ordinal))
        {
            // An empty variable is none, as everywhere in the configuration.
            if (((string)variable.Key).StartsWith(Prefix, StringComparison.Ordinal) && variable.Value is string { Length: > 0 } text)
            {
                Add((string)variable.Key, ((string)variable.Key)[Prefix.Length..], text, SettingSource.Environment);
            }
        }

        foreach (string given in commandLine)
        {
            int at = given.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                problems.Add($"--set {(at < 0 ? given : "")}: write it as --set KEY=VALUE.");
                continue;
            }

            Add($"--set {given[..at]}", given[..at], given[(at + 1)..], SettingSource.CommandLine);
        }

        return problems.Count > 0 ? throw new SettingOverridesException(problems) : new(values.ToImmutable());

        void Add(string name, string key, string text, SettingSource source)
        {
            if (SettingsRegistry.Find(key) is not { } setting)
            {
                problems.Add($"{name}: there is no setting {key}. Did you mean {SettingsRegistry.Nearest(key)}?");
            }
            else if (setting.TryParse(text, out SettingValue? value, out string? problem))
            {
                values[key] = (value, source);
            }
            else
            {
                problems.Add($"{name}: {problem}");
            }
        }
    }
}
