using System.Text.Json;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/settings</c>, and the answer to every change of them: what the Settings page shows.</summary>
/// <param name="Categories">In the order of the page.</param>
/// <param name="Settings">Every setting, by category.</param>
/// <param name="Problem">Why <c>settings.json</c> is not in force and the last good settings are; null when it is.</param>
/// <param name="Unused">Keys that the file names and this version does not know; they are kept.</param>
/// <param name="RestartNeeded">True when a changed setting waits for a restart.</param>
/// <param name="CanRestart">True when Sapphire can restart itself here.</param>
/// <param name="StartedAt">When this process started: another moment after a restart.</param>
/// <param name="Operator">What an operator sets in <c>sapphire.conf</c>, for reading; empty where it is not known.</param>
public sealed record SettingsView(
    IReadOnlyList<SettingCategoryView> Categories,
    IReadOnlyList<SettingView> Settings,
    SettingsProblemView? Problem,
    IReadOnlyList<string> Unused,
    bool RestartNeeded,
    bool CanRestart,
    DateTimeOffset StartedAt,
    IReadOnlyList<OperatorSettingView> Operator);

/// <summary>What settings belong together.</summary>
/// <param name="Id">The last part of the page's address.</param>
/// <param name="Title">For people.</param>
/// <param name="Help">One sentence.</param>
public sealed record SettingCategoryView(string Id, string Title, string Help);

/// <summary>A setting: its definition, its value, and where the value comes from.</summary>
/// <param name="Key">Its name in the file, in the environment and on the command line.</param>
/// <param name="Category">The id of its category.</param>
/// <param name="Title">For people.</param>
/// <param name="Help">What it does.</param>
/// <param name="Kind"><c>flag</c>, <c>whole</c>, <c>number</c>, <c>text</c> or <c>list</c>.</param>
/// <param name="Value">Its value in force: true or false, a number, a text, or a list of texts; null where it is sensitive.</param>
/// <param name="Default">The default of this version.</param>
/// <param name="Source"><c>default</c>, <c>file</c>, <c>environment</c> or <c>commandLine</c>; the last two cannot be changed in the page.</param>
/// <param name="SetBy">What sets it where it cannot be changed in the page: the variable or the option; else empty.</param>
/// <param name="Changed">True when the file gives a value that is not the default.</param>
/// <param name="Applies"><c>atOnce</c>, <c>componentRestart</c> or <c>restart</c>.</param>
/// <param name="Pending">True when it was changed and waits for a restart.</param>
/// <param name="Rule">What a value must be, in words.</param>
/// <param name="Least">The least number; null for none.</param>
/// <param name="Most">The highest number; null for none.</param>
/// <param name="Unit">Of a number; empty for none.</param>
/// <param name="Choices">The only texts that it can be; empty for any.</param>
/// <param name="MaxLength">The longest text or entry, in characters.</param>
/// <param name="Advanced">True when most people never need it.</param>
public sealed record SettingView(
    string Key,
    string Category,
    string Title,
    string Help,
    string Kind,
    JsonElement Value,
    JsonElement Default,
    string Source,
    string SetBy,
    bool Changed,
    string Applies,
    bool Pending,
    string Rule,
    double? Least,
    double? Most,
    string Unit,
    IReadOnlyList<string> Choices,
    int MaxLength,
    bool Advanced);

/// <summary>Why <c>settings.json</c> is not in force.</summary>
/// <param name="Message">With the file's name and place: "settings.json, line 3, column 7: …".</param>
/// <param name="Line">From 1; 0 where it has no place.</param>
/// <param name="Column">From 1; 0 where it has no place.</param>
public sealed record SettingsProblemView(string Message, int Line, int Column);

/// <summary>What an operator sets in <c>sapphire.conf</c>, in its environment or on the command line of <c>run</c>.</summary>
public sealed record OperatorSettingView(string Key, string Value, string Source);

/// <summary><c>PUT /api/settings/{key}</c>.</summary>
/// <param name="Value">The new value; null for the default.</param>
public sealed record SettingRequest(JsonElement Value);

/// <summary><c>PUT /api/settings</c>: changes several at once, all or none.</summary>
/// <param name="Values">By key; null for the default.</param>
public sealed record SettingsRequest(IReadOnlyDictionary<string, JsonElement> Values);
