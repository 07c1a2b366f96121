using System.Text.Json.Nodes;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>A checked value of a setting.</summary>
/// <param name="Value">A <c>bool</c>, <c>int</c>, <c>double</c>, <c>string</c> or <c>ImmutableArray&lt;string&gt;</c>, as the setting has it.</param>
/// <param name="Json">The same as JSON; two values are equal when this is.</param>
public sealed record SettingValue(object Value, string Json)
{
    /// <summary>A new node of it, for a document.</summary>
    public JsonNode ToNode() => JsonNode.Parse(Json)!;

    /// <inheritdoc/>
    public bool Equals(SettingValue? other) => other is not null && Json == other.Json;

    /// <inheritdoc/>
    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);

    // It may be sensitive.
    /// <inheritdoc/>
    public override string ToString() => nameof(SettingValue);
}
