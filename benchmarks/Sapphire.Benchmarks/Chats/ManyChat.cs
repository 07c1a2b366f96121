using Sapphire.Actors.Ids;

namespace Sapphire.Benchmarks.Chats;

/// <summary>A chat of a home of <see cref="ManyChats"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="LastMessage">Its last message, a reply.</param>
/// <param name="LastWords">How that ends; no other message has these words.</param>
internal sealed record ManyChat(ChatId Id, string Title, MessageId LastMessage, string LastWords);
