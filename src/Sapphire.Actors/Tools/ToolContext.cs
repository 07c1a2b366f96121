using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tools;

/// <summary>For whom a tool works.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="RoomId">The room in which the question was asked; null for none.</param>
public sealed record ToolContext(ChatId ChatId, TurnId TurnId, RoomId? RoomId = null)
{
    /// <summary>The scope of memories that the chat sees; null for the default one, <see cref="Memory.MemoryScope.None"/> for no memory at all.</summary>
    public string? MemoryScope { get; init; }
}
