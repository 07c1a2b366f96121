using Sapphire.Actors.Chat;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/prompts</c>, and the answer to every change: prompts and pieces.</summary>
/// <param name="Prompts">The prompts, by name.</param>
/// <param name="Pieces">The pieces, by kind and key.</param>
/// <param name="Problems">Files that are not in force.</param>
/// <param name="DefaultPrompt">The prompt of chats that name none, and of those whose prompt does not exist.</param>
/// <param name="Variables">What is filled in: <c>user_name</c>.</param>
public sealed record PromptsView(IReadOnlyList<PromptView> Prompts, IReadOnlyList<PieceView> Pieces, IReadOnlyList<LibraryProblem> Problems, string DefaultPrompt, IReadOnlyList<string> Variables);

/// <summary>A prompt.</summary>
/// <param name="Name">Unique among prompts of both kinds.</param>
/// <param name="Kind"><c>monolith</c> or <c>assembled</c>.</param>
/// <param name="Content">The text of a monolith; null for an assembled one.</param>
/// <param name="Components">The pieces of an assembled one; null for a monolith.</param>
/// <param name="PrivacyRequired">True: its chats are private, whatever the switch of privacy mode says.</param>
/// <param name="Characters">How long it is when it is assembled.</param>
/// <param name="Tokens">How many tokens that is, estimated.</param>
/// <param name="Factory"><c>same</c> as a new home has it, <c>changed</c>, or <c>none</c>: a person's own.</param>
/// <param name="Version">A mark of what it is now; sent back with a change, so that nobody's change is lost.</param>
/// <param name="Problem">What is missing of it; null for nothing.</param>
public sealed record PromptView(string Name, string Kind, string? Content, PieceKeys? Components, bool PrivacyRequired, int Characters, int Tokens, string Factory, string Version, string? Problem);

/// <summary>The keys of the pieces that a prompt is assembled from; an empty one for none.</summary>
public sealed record PieceKeys(string Persona, string Location, string Relationship, string Goals, string Format, string Scenario, IReadOnlyList<string> Extras, IReadOnlyList<string> Emotions);

/// <summary>A piece.</summary>
/// <param name="Kind"><c>persona</c>, <c>location</c>, <c>relationship</c>, <c>goals</c>, <c>format</c>, <c>scenario</c>, <c>extras</c> or <c>emotions</c>.</param>
/// <param name="Key">a–z, 0–9, underscores.</param>
/// <param name="Text">Its text.</param>
/// <param name="Tokens">How many tokens that is, estimated.</param>
/// <param name="Factory"><c>same</c>, <c>changed</c> or <c>none</c>.</param>
/// <param name="UsedBy">The prompts that name it.</param>
public sealed record PieceView(string Kind, string Key, string Text, int Tokens, string Factory, IReadOnlyList<string> UsedBy);

/// <summary>A file that is not in force; the last good one is.</summary>
/// <param name="File">Its name.</param>
/// <param name="Line">From 1; 0 where the mistake has no place.</param>
/// <param name="Column">From 1, in bytes.</param>
/// <param name="Message">What is wrong.</param>
public sealed record LibraryProblem(string File, int Line, int Column, string Message);

/// <summary><c>PUT /api/prompts/{name}</c> (<c>?new=true</c>: there must be none of that name yet).</summary>
/// <param name="Kind"><c>monolith</c> or <c>assembled</c>; <c>Type</c> is taken for it too.</param>
/// <param name="Content">The text of a monolith.</param>
/// <param name="Components">The pieces of an assembled one.</param>
/// <param name="PrivacyRequired">True: its chats are private, whatever the switch of privacy mode says.</param>
/// <param name="Version">The mark of what it was; null replaces whatever is there.</param>
/// <param name="Type">Another name of <paramref name="Kind"/>.</param>
public sealed record PromptRequestBody(string? Kind, string? Content, PieceKeysRequest? Components, bool PrivacyRequired = false, string? Version = null, string? Type = null);

/// <summary>The keys of pieces in a request; what is missing is none.</summary>
public sealed record PieceKeysRequest(string? Persona = null, string? Location = null, string? Relationship = null, string? Goals = null, string? Format = null, string? Scenario = null, IReadOnlyList<string>? Extras = null, IReadOnlyList<string>? Emotions = null);

/// <summary>A new name: for <c>POST …/rename</c>, <c>…/duplicate</c> (null for the first free one).</summary>
public sealed record NewName(string? Name);

/// <summary><c>PUT /api/prompts/components/{kind}/{key}</c>.</summary>
/// <param name="Value">The text.</param>
/// <param name="Was">What it must be now; null replaces whatever is there.</param>
public sealed record PieceRequest(string Value, string? Was = null);

/// <summary><c>POST /api/prompts/preview</c>: what a prompt becomes, also one that is not stored.</summary>
/// <param name="Prompt">The prompt as it is edited; null for a stored one.</param>
/// <param name="Name">A stored prompt.</param>
/// <param name="Settings">A chat's settings; null for those of a new chat.</param>
/// <param name="ChatId">The chat, for its spice and its own copy; null for none.</param>
/// <param name="UserMessages">How many messages the person has sent.</param>
public sealed record PromptPreviewRequest(PromptRequestBody? Prompt, string? Name = null, ChatSettings? Settings = null, string? ChatId = null, int UserMessages = 1);

/// <summary>What a prompt becomes.</summary>
/// <param name="Text">The text that a model is sent.</param>
/// <param name="Characters">How long it is.</param>
/// <param name="Tokens">How many tokens that is, estimated.</param>
/// <param name="Spice">The spice in it; null for none.</param>
/// <param name="Problem">What is missing; null for nothing.</param>
public sealed record PromptPreview(string Text, int Characters, int Tokens, string? Spice, string? Problem);

/// <summary>What an import did.</summary>
/// <param name="Added">What is new.</param>
/// <param name="Replaced">What was another one before.</param>
/// <param name="Kept">What was left out, since its name is taken by something else.</param>
/// <param name="Same">How many were there already, just so.</param>
public sealed record LibraryImported(IReadOnlyList<string> Added, IReadOnlyList<string> Replaced, IReadOnlyList<string> Kept, int Same);

/// <summary><c>POST /api/prompts/reset</c>: what was there before, as a file of an export; <c>POST /api/prompts/restore</c> takes it back.</summary>
public sealed record LibraryReset(string Before);

/// <summary><c>GET /api/prompts/chats/{chatId}?prompt=…</c>: how the assistant has edited its prompt in a chat.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Text">What it is in this chat.</param>
/// <param name="Original">What it is in the library.</param>
/// <param name="Tokens">How many tokens the text of this chat is, estimated.</param>
/// <param name="Edits">The changes, oldest first.</param>
/// <param name="Undo">What would be undone; null for nothing.</param>
/// <param name="Redo">What would be done again; null for nothing.</param>
public sealed record ChatPromptView(string Prompt, string Text, string Original, int Tokens, IReadOnlyList<ChatPromptEdit> Edits, string? Undo, string? Redo);

/// <summary>A change of the assistant's.</summary>
/// <param name="Label">What it did.</param>
/// <param name="At">When.</param>
/// <param name="Applied">False when it is undone.</param>
public sealed record ChatPromptEdit(string Label, DateTimeOffset At, bool Applied);
