using Microsoft.Extensions.AI;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Turns;

/// <summary>What a turn is to do.</summary>
/// <param name="Context">For whom tools work.</param>
/// <param name="Messages">What the model is asked.</param>
/// <param name="UsedCallIds">Ids of tool calls that the reply has already.</param>
public sealed record TurnRequest(ToolContext Context, IReadOnlyList<ChatMessage> Messages, IReadOnlyCollection<string> UsedCallIds);
