using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of records.

/// <summary>The answer of <c>POST /api/chats/import</c> and <c>POST /api/chats/{id}/duplicate</c>.</summary>
/// <param name="Chats">The new chats, in the order of the file.</param>
public sealed record ImportedChats(IReadOnlyList<ImportedChat> Chats);

/// <summary>One imported chat.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Title">Its title; null when it has none.</param>
/// <param name="Messages">How many messages it has.</param>
public sealed record ImportedChat(ChatId Id, string? Title, int Messages);

/// <summary>The toolsets of the home.</summary>
/// <param name="Toolsets">Those that a person made; <c>all</c>, <c>none</c> and <c>default</c> are there too.</param>
/// <param name="Tools">The names of all tools.</param>
/// <param name="Problem">Why the file is not in force, with its line; null when it is.</param>
public sealed record ToolsetsView(IReadOnlyList<ToolsetView> Toolsets, IReadOnlyList<string> Tools, string? Problem);

/// <summary>One toolset.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tools">The names of its tools.</param>
public sealed record ToolsetView(string Name, IReadOnlyList<string> Tools);

/// <summary>What chats are set to that say nothing themselves.</summary>
/// <param name="Settings">The defaults of the home.</param>
public sealed record ChatDefaultsView(ChatSettings Settings);
