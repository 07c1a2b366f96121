using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Settings.Registry;

#pragma warning disable MA0048 // The five types of values are one thing.

/// <summary>How the values of one type are read, checked and written.</summary>
internal abstract class SettingCodec<T>
    where T : notnull
{
    public abstract SettingKind Kind { get; }

    public abstract string Rule(Setting setting);

    public abstract bool TryRead(JsonNode node, [NotNullWhen(true)] out T? value);

    public abstract bool TryParse(string text, [NotNullWhen(true)] out T? value);

    public abstract string? Problem(Setting setting, T value);

    public abstract JsonNode ToNode(T value);
}

/// <summary>The types that settings have.</summary>
internal static class SettingCodec
{
    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly object[] All = [new Flags(), new Wholes(), new Numbers(), new Texts(), new Lists()];

    /// <exception cref="NotSupportedException">No setting can have this type.</exception>
    public static SettingCodec<T> Of<T>()
        where T : notnull =>
        All.OfType<SettingCodec<T>>().FirstOrDefault() ?? throw new NotSupportedException($"A setting cannot have the type {typeof(T)}.");

    private static string Range(Setting setting, string what)
    {
        string unit = setting.Unit.Length > 0 ? $" ({setting.Unit})" : "";
        return FormattableString.Invariant((setting.Least, setting.Most) switch
        {
            ({ } least, { } most) => $"Expected {what} from {least} to {most}{unit}.",
            ({ } least, null) => $"Expected {what} of at least {least}{unit}.",
            (null, { } most) => $"Expected {what} of at most {most}{unit}.",
            _ => $"Expected {what}{unit}.",
        });
    }

    private static bool IsOutside(Setting setting, double value) => value < setting.Least || value > setting.Most;

    private static string? TextProblem(Setting setting, string text) =>
        text.Length > setting.MaxLength ? $"It has {text.Length} characters; at most {setting.MaxLength} are taken."
        : text.Any(char.IsControl) ? "It holds a line break or another control character: write it on one line."
        : setting.Choices.Length > 0 && !setting.Choices.Contains(text) ? setting.Rule
        : null;

    private static string OneOf(Setting setting) => $"Expected one of {string.Join(", ", setting.Choices.Select(static c => $"\"{c}\""))}";

    private sealed class Flags : SettingCodec<bool>
    {
        public override SettingKind Kind => SettingKind.Flag;

        public override string Rule(Setting setting) => "Expected true or false.";

        public override bool TryRead(JsonNode node, out bool value)
        {
            value = false;
            return node is JsonValue json && json.TryGetValue(out value);
        }

        public override bool TryParse(string text, out bool value)
        {
            value = text.Trim().ToUpperInvariant() is "TRUE" or "YES" or "ON" or "1";
            return value || text.Trim().ToUpperInvariant() is "FALSE" or "NO" or "OFF" or "0";
        }

        public override string? Problem(Setting setting, bool value) => null;

        public override JsonNode ToNode(bool value) => JsonValue.Create(value);
    }

    private sealed class Wholes : SettingCodec<int>
    {
        public override SettingKind Kind => SettingKind.Whole;

        public override string Rule(Setting setting) => Range(setting, "a whole number");

        public override bool TryRead(JsonNode node, out int value)
        {
            value = 0;
            return node is JsonValue json && (json.TryGetValue(out value) || (json.TryGetValue(out double number) && TryWhole(number, out value)));
        }

        public override bool TryParse(string text, out int value) =>
            int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

        public override string? Problem(Setting setting, int value) => IsOutside(setting, value) ? setting.Rule : null;

        public override JsonNode ToNode(int value) => JsonValue.Create(value);

        // A file may say 30.0.
        private static bool TryWhole(double number, out int value)
        {
            bool whole = number is >= int.MinValue and <= int.MaxValue && Math.Floor(number).Equals(number);
            value = whole ? (int)number : 0;
            return whole;
        }
    }

    private sealed class Numbers : SettingCodec<double>
    {
        public override SettingKind Kind => SettingKind.Number;

        public override string Rule(Setting setting) => Range(setting, "a number");

        public override bool TryRead(JsonNode node, out double value)
        {
            value = 0;
            return node is JsonValue json && json.TryGetValue(out value);
        }

        public override bool TryParse(string text, out double value) =>
            double.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

        public override string? Problem(Setting setting, double value) => !double.IsFinite(value) || IsOutside(setting, value) ? setting.Rule : null;

        public override JsonNode ToNode(double value) => JsonValue.Create(value);
    }

    private sealed class Texts : SettingCodec<string>
    {
        public override SettingKind Kind => SettingKind.Text;

        public override string Rule(Setting setting) =>
            setting.Choices.Length > 0 ? $"{OneOf(setting)}." : $"Expected a text of at most {setting.MaxLength} characters.";

        public override bool TryRead(JsonNode node, [NotNullWhen(true)] out string? value)
        {
            value = null;
            return node is JsonValue json && json.TryGetValue(out value);
        }

        public override bool TryParse(string text, [NotNullWhen(true)] out string? value)
        {
            value = text;
            return true;
        }

        public override string? Problem(Setting setting, string value) => TextProblem(setting, value);

        public override JsonNode ToNode(string value) => JsonValue.Create(value);
    }

    private sealed class Lists : SettingCodec<ImmutableArray<string>>
    {
        public override SettingKind Kind => SettingKind.List;

        public override string Rule(Setting setting) => setting.Choices.Length > 0
            ? $"{OneOf(setting)}, in a list."
            : $"Expected a list of at most {setting.MaxEntries} texts, each of at most {setting.MaxLength} characters.";

        public override bool TryRead(JsonNode node, out ImmutableArray<string> value)
        {
            value = [];
            if (node is not JsonArray items)
            {
                return false;
            }

            ImmutableArray<string>.Builder texts = ImmutableArray.CreateBuilder<string>();
            foreach (JsonNode? item in items)
            {
                if (item is not JsonValue json || !json.TryGetValue(out string? text))
                {
                    return false;
                }

                texts.Add(text);
            }

            value = texts.ToImmutable();
            return true;
        }

        public override bool TryParse(string text, out ImmutableArray<string> value)
        {
            if (text.TrimStart().StartsWith('['))
            {
                value = [];
                try
                {
                    return JsonNode.Parse(text) is { } node && TryRead(node, out value);
                }
                catch (JsonException)
                {
                    return false;
                }
            }

            value = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
            return true;
        }

        public override string? Problem(Setting setting, ImmutableArray<string> value) =>
            value.Length > setting.MaxEntries ? $"It has {value.Length} entries; at most {setting.MaxEntries} are taken."
            : value.Any(static text => text.Length == 0) ? "An entry is empty: remove it."
            : value.Select(text => TextProblem(setting, text)).FirstOrDefault(static problem => problem is not null);

        public override JsonNode ToNode(ImmutableArray<string> value)
        {
            JsonArray items = [];
            foreach (string text in value)
            {
                items.Add((JsonNode)JsonValue.Create(text));
            }

            return items;
        }
    }
}
