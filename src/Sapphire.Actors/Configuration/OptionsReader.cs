using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Actors.Configuration;

/// <summary>Reads values of section <c>sapphire</c>, remembers every key that was asked for, and collects what is wrong.</summary>
internal sealed class OptionsReader(IConfiguration configuration)
{
    // Keys of earlier versions that people change now, without a restart.
    private static readonly Dictionary<string, string> Moved = new(StringComparer.OrdinalIgnoreCase) { ["chat.tool-rounds"] = "MAX_TOOL_ITERATIONS" };

    private readonly ImmutableArray<string>.Builder _problems = ImmutableArray.CreateBuilder<string>();

    /// <summary>Each known key (without <c>sapphire.</c>) and its text in effect, in the order of reading.</summary>
    public OrderedDictionary<string, string> Known { get; } = new(StringComparer.OrdinalIgnoreCase);

    public int Int(string key, int @default, int minimum, int maximum) =>
        Value(key, @default, Text(@default), text => ParseInt(text, minimum, maximum), $"a whole number from {minimum} to {maximum}");

    public TimeSpan Duration(string key, TimeSpan @default, TimeSpan minimum, TimeSpan maximum, bool mayBeInfinite = false) =>
        Value(
            key,
            @default,
            Text(@default),
            text => HoconUnits.TryParseDuration(text, out var value)
                && (value == Timeout.InfiniteTimeSpan ? mayBeInfinite : value >= minimum && value <= maximum) ? value : null,
            $"a duration from {Text(minimum)} to {Text(maximum)}{(mayBeInfinite ? ", or infinite" : "")}");

    public long Size(string key, long @default, long minimum, long maximum) =>
        Value(
            key,
            @default,
            SizeText(@default),
            text => HoconUnits.TryParseByteSize(text, out var value) && value >= minimum && value <= maximum ? value : null,
            $"a size from {SizeText(minimum)} to {SizeText(maximum)}");

    public T Choice<T>(string key, T @default)
        where T : struct, Enum =>
        Value(
            key,
            @default,
            Choice(@default),
            text => Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => string.Equals(Choice(value!.Value), text, StringComparison.OrdinalIgnoreCase)),
            "one of " + string.Join(", ", Enum.GetValues<T>().Select(Choice)));

    public bool Flag(string key, bool @default) =>
        Value(
            key,
            @default,
            @default ? "true" : "false",
            text => text.ToLowerInvariant() switch { "true" or "on" or "yes" => true, "false" or "off" or "no" => false, _ => (bool?)null },
            "true or false");

    public string Text(string key, string @default) => Raw(key, @default) ?? @default;

    /// <summary>A text that nobody may see: reports show only whether there is one.</summary>
    public Secret Secret(string key)
    {
        var secret = new Secret(Raw(key, "") ?? "");
        Known[key] = secret.ToString();
        return secret;
    }

    public IPAddress Address(string key, IPAddress @default)
    {
        var text = Raw(key, @default.ToString());
        if (text is null)
            return @default;
        // IPAddress also reads "8073", as 0.0.31.137.
        if ((text.Contains('.', StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal)) && IPAddress.TryParse(text, out var address))
            return address;
        NotAllowed(key, text, "an IP address, such as 0.0.0.0, 127.0.0.1 or ::");
        return @default;
    }

    public ImmutableArray<int> IntList(string key, ImmutableArray<int> @default, int minimum, int maximum)
    {
        var section = Section(key);
        var items = section.GetChildren().ToList();
        var allowed = $"a list of whole numbers from {minimum} to {maximum}, such as [{string.Join(", ", @default)}]";
        if (items.Count == 0)
        {
            // An empty list is the empty text; a key that is absent has neither.
            Known[key] = section.Value is "" ? "[]" : $"[{string.Join(", ", @default)}]";
            if (section.Value is null)
                return @default;
            if (section.Value.Length > 0)
                NotAllowed(key, section.Value, allowed);
            return [];
        }

        Known[key] = $"[{string.Join(", ", items.Select(item => item.Value))}]";
        var values = items.Select(item => ParseInt(item.Value ?? "", minimum, maximum)).ToList();
        if (values.Contains(null))
        {
            NotAllowed(key, Known[key], allowed);
            return @default;
        }

        return [.. values.Select(value => value!.Value)];
    }

    public ImmutableArray<string> HostNameList(string key)
    {
        var section = Section(key);
        var names = section.GetChildren().Select(item => item.Value ?? "").ToList();
        Known[key] = $"[{string.Join(", ", names)}]";
        if (section.Value is { Length: > 0 } text)
            NotAllowed(key, text, "a list of host names, such as [sapphire.example.org]");
        foreach (var name in names.Where(name => Uri.CheckHostName(name) != UriHostNameType.Dns))
            NotAllowed(key, name, "a host name without scheme and port, such as sapphire.example.org");
        return [.. names];
    }

    /// <summary>The settings of the actor system, section <c>akka</c>, which knows its keys itself.</summary>
    public Config Akka()
    {
        Config settings = configuration.GetSection(SapphireOptions.AkkaSection).ToHocon(configuration as IConfigurationRoot);
        try
        {
            Sapphire.Kernel.Actor.Settings.Check(settings);
            Sapphire.Persistence.PersistenceSettings.Check(settings);
        }
        catch (ConfigurationException e)
        {
            _problems.Add(e.Message);
        }

        return settings;
    }

    /// <summary>Notes a problem of a key; the sentence goes on after the name of the key and its place.</summary>
    public void Problem(string key, string sentence) => _problems.Add($"{SapphireOptions.Section}.{key}{Place(key)} {sentence}.");

    /// <summary>Notes every key of the section that nobody asked for, with the known key that is nearest to it.</summary>
    public void ReportUnknownKeys()
    {
        foreach (var key in Leaves(configuration.GetSection(SapphireOptions.Section), ""))
        {
            if (Known.Keys.Any(known => IsOrHolds(key, known)))
                continue;
            if (Moved.TryGetValue(key, out var setting))
                Problem(key, $"is a setting now: sapphire config set {setting}, or the Settings page; remove it here");
            else if (Known.Keys.Any(known => IsOrHolds(known, key)))
                Problem(key, "is a section with keys of its own; it cannot have a value");
            else
                Problem(key, $"is not a key of Sapphire; did you mean {SapphireOptions.Section}.{KeyDistance.Nearest(key, Known.Keys)}?");
        }
    }

    /// <exception cref="SapphireOptionsException">There are problems.</exception>
    public void ThrowOnProblems()
    {
        if (_problems.Count > 0)
            throw new SapphireOptionsException(_problems.ToImmutable());
    }

    private static bool IsOrHolds(string key, string known) =>
        key.Equals(known, StringComparison.OrdinalIgnoreCase) || key.StartsWith(known + ".", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Leaves(IConfigurationSection section, string path)
    {
        foreach (var child in section.GetChildren())
        {
            var at = path.Length == 0 ? child.Key : path + "." + child.Key;
            if (child.Value is { Length: > 0 } || !child.GetChildren().Any())
            {
                // An empty object is nothing to complain about.
                if (child.Value is not null)
                    yield return at;
            }

            foreach (var leaf in Leaves(child, at))
                yield return leaf;
        }
    }

    private T Value<T>(string key, T @default, string defaultText, Func<string, T?> parse, string allowed)
        where T : struct
    {
        var text = Raw(key, defaultText);
        if (text is null)
            return @default;
        if (parse(text) is { } value)
            return value;
        NotAllowed(key, text, allowed);
        return @default;
    }

    private string? Raw(string key, string defaultText)
    {
        var section = Section(key);
        if (section.Value is null && section.GetChildren().Any())
        {
            Known[key] = defaultText;
            Problem(key, "must be a single value, not a list or an object");
            return null;
        }

        var text = section.Value?.Trim();
        Known[key] = text ?? defaultText;
        return text;
    }

    private IConfigurationSection Section(string key) =>
        configuration.GetSection(SapphireOptions.Section + ":" + key.Replace('.', ':'));

    private void NotAllowed(string key, string text, string allowed) => Problem(key, $"is '{text}'; allowed is {allowed}");

    private string Place(string key) => ConfigReport.Source(configuration, key) is { } source ? $" ({source})" : "";

    private static int? ParseInt(string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
            ? value
            : null;

    private static string Choice<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan value) => value switch
    {
        { Ticks: > 0 } when value.Ticks % TimeSpan.TicksPerDay == 0 => $"{value.Ticks / TimeSpan.TicksPerDay}d",
        { Ticks: > 0 } when value.Ticks % TimeSpan.TicksPerHour == 0 => $"{value.Ticks / TimeSpan.TicksPerHour}h",
        { Ticks: > 0 } when value.Ticks % TimeSpan.TicksPerMinute == 0 => $"{value.Ticks / TimeSpan.TicksPerMinute}m",
        { Ticks: > 0 } when value.Ticks % TimeSpan.TicksPerSecond == 0 => $"{value.Ticks / TimeSpan.TicksPerSecond}s",
        _ => $"{value.Ticks / TimeSpan.TicksPerMillisecond}ms",
    };

    private static string SizeText(long bytes) => bytes switch
    {
        _ when bytes % (1L << 30) == 0 => $"{bytes >> 30} GiB",
        _ when bytes % (1L << 20) == 0 => $"{bytes >> 20} MiB",
        _ when bytes % (1L << 10) == 0 => $"{bytes >> 10} KiB",
        _ => $"{bytes} B",
    };
}
