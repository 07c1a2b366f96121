using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;

namespace Sapphire.Actors.Turns;

/// <summary>What a turn is to do.</summary>
/// <param name="Context">For whom.</param>
/// <param name="Branch">From the root to the reply that is to be written; the reply may have parts when it is continued.</param>
public sealed record TurnRequest(TurnContext Context, ImmutableArray<ChatNode> Branch)
{
    /// <summary>Ids of tool calls that the reply has already.</summary>
    public IEnumerable<string> UsedCallIds => Branch.IsEmpty ? [] : Branch[^1].Parts.OfType<ToolPart>().Select(static tool => tool.CallId);
}
