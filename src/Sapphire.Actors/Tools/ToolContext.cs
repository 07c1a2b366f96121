using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tools;

/// <summary>For whom a tool works.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="TurnId">The turn.</param>
public sealed record ToolContext(ChatId ChatId, TurnId TurnId);
