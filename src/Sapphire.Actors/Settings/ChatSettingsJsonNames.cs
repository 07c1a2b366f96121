using System.Collections.Immutable;

namespace Sapphire.Actors.Settings;

/// <summary>The members of a chat's settings in JSON.</summary>
internal static class ChatSettingsJsonNames
{
    private static readonly ImmutableArray<string> Texts = ["prompt", "toolset", "voice", "provider", "model", "memoryScope", "customContext", "avatar", "trimColor"];
    private static readonly ImmutableArray<string> Numbers = ["speed", "pitch", "spiceTurns"];
    private static readonly ImmutableArray<string> Flags = ["spiceEnabled", "injectDateTime"];

    /// <summary>All but the persona, which is applied to one chat.</summary>
    public static ImmutableArray<string> All { get; } = [.. Texts, .. Numbers, .. Flags, "spiceSets"];

    /// <summary>The member of a name in any case; null for none.</summary>
    public static string? Find(string name) => All.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a member expects, for people.</summary>
    public static string Expected(string name) =>
        Texts.Contains(name) ? "a text in quotes" : Flags.Contains(name) ? "true or false" : Numbers.Contains(name) ? (name == "spiceTurns" ? "a whole number" : "a number") : "a list of texts: [ \"…\" ]";
}
