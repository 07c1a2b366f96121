using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat.Views;

/// <summary>Where a message is among those in the same place of a chat: corrections, edits and other answers.</summary>
/// <param name="Index">Its place, from 0; the oldest comes first.</param>
/// <param name="Count">How many there are; 2 at least.</param>
/// <param name="PreviousId">The one before it; null for the first.</param>
/// <param name="NextId">The one after it; null for the last.</param>
public sealed record SiblingsView(int Index, int Count, MessageId? PreviousId, MessageId? NextId);
