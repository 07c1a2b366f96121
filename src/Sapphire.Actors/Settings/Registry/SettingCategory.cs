using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>What settings belong together: a section of <c>settings.json</c> and of the page.</summary>
/// <param name="Id">The section's name, and the last part of the page's address.</param>
/// <param name="Title">For people.</param>
/// <param name="Help">One sentence.</param>
public sealed record SettingCategory(string Id, string Title, string Help)
{
    /// <summary>Names and the time zone.</summary>
    public static readonly SettingCategory Identity = new("identity", "Names", "How you and the assistant are called, and where you are.");

    /// <summary>What the page looks like.</summary>
    public static readonly SettingCategory Appearance = new("interface", "Appearance", "What the page shows, to everybody.");

    /// <summary>What a model is sent.</summary>
    public static readonly SettingCategory Conversation = new("llm", "Conversations", "How much of a chat a model is sent, and what happens around a reply.");

    /// <summary>Tools.</summary>
    public static readonly SettingCategory Tools = new("tools", "Tools", "How far a model may go with tools in one answer.");

    /// <summary>Listening.</summary>
    public static readonly SettingCategory Recorder = new("recorder", "Listening", "When a hands-free microphone takes a pause for the end of what you say.");

    /// <summary>The way out.</summary>
    public static readonly SettingCategory Network = new("network", "Network", "How other machines are reached.");

    /// <summary>Privacy mode.</summary>
    public static readonly SettingCategory Privacy = new("privacy", "Privacy", "What may leave this machine.");

    /// <summary>Backups.</summary>
    public static readonly SettingCategory Backups = new("backups", "Backups", "Backups that are made by themselves.");

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly ImmutableArray<SettingCategory> All = [Identity, Appearance, Conversation, Tools, Recorder, Network, Privacy, Backups];
}
