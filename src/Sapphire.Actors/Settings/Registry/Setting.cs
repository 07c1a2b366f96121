using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>The definition of a setting: what its values are, what it is for, and when a change takes effect.</summary>
public abstract class Setting
{
    /// <summary>The longest text, and the longest entry of a list, where the setting says nothing else; in characters.</summary>
    public const int DefaultMaxLength = 200;

    private protected Setting(string key, SettingCategory category)
    {
        Key = key;
        Category = category;
    }

    /// <summary>Its name in <c>settings.json</c>, in the environment and on the command line: A–Z, 0–9 and _.</summary>
    public string Key { get; }

    /// <summary>What it belongs to.</summary>
    public SettingCategory Category { get; }

    /// <summary>For people: a few words.</summary>
    public required string Title { get; init; }

    /// <summary>For people: what it does, in a sentence or two.</summary>
    public required string Help { get; init; }

    /// <summary>When a change takes effect.</summary>
    public SettingApplies Applies { get; init; } = SettingApplies.AtOnce;

    /// <summary>What its values are.</summary>
    public abstract SettingKind Kind { get; }

    /// <summary>The least number; null for none.</summary>
    public double? Least { get; init; }

    /// <summary>The highest number; null for none.</summary>
    public double? Most { get; init; }

    /// <summary>Of a number, for people: "seconds", "tokens"; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The only texts that it can be; empty for any.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The longest text, or the longest entry of a list, in characters.</summary>
    public int MaxLength { get; init; } = DefaultMaxLength;

    /// <summary>The longest list.</summary>
    public int MaxEntries { get; init; } = 100;

    /// <summary>True when its value is not to be shown or logged.</summary>
    public bool Sensitive { get; init; }

    /// <summary>True when most people never need it.</summary>
    public bool Advanced { get; init; }

    /// <summary>The default of this version.</summary>
    public abstract SettingValue DefaultValue { get; }

    /// <summary>What a value must be: "Expected a whole number from 0 to 100."</summary>
    public abstract string Rule { get; }

    /// <summary>Reads a value of a JSON document.</summary>
    /// <param name="node">The value; not null.</param>
    /// <param name="value">The value, checked.</param>
    /// <param name="problem">What is wrong with it and what is expected; null when nothing is.</param>
    public abstract bool TryRead(JsonNode node, [NotNullWhen(true)] out SettingValue? value, [NotNullWhen(false)] out string? problem);

    /// <summary>Reads a value that a person wrote on a command line or in an environment variable.</summary>
    /// <param name="text">true/false, yes/no, on/off; a number; a text; a list with commas between its entries, or as JSON.</param>
    /// <param name="value">The value, checked.</param>
    /// <param name="problem">What is wrong with it and what is expected; null when nothing is.</param>
    public abstract bool TryParse(string text, [NotNullWhen(true)] out SettingValue? value, [NotNullWhen(false)] out string? problem);

    /// <inheritdoc/>
    public override string ToString() => Key;
}
