using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Search;

#pragma warning disable MA0048 // One family of answers.

/// <summary>A page of what was found.</summary>
/// <param name="Hits">The best first, the newest first among equals; chats whose title fits come before messages.</param>
/// <param name="Next">Ask again with it for the next page; null when there is none.</param>
public sealed record SearchResults(IReadOnlyList<SearchHit> Hits, string? Next);

/// <summary>Something that was found.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Title">The chat's title.</param>
/// <param name="MessageId">The message; null when the title was found.</param>
/// <param name="Role">Who says the message; null when the title was found.</param>
/// <param name="At">When the message was said, or the chat was last used.</param>
/// <param name="Snippet">A piece of the message, or the title, in parts: plain text.</param>
public sealed record SearchHit(ChatId ChatId, string Title, MessageId? MessageId, MessageRole? Role, DateTimeOffset At, IReadOnlyList<SnippetPart> Snippet);

/// <summary>A part of a snippet.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="Hit">Whether it is what was searched.</param>
public sealed record SnippetPart(string Text, bool Hit);
