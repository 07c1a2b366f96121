using Sapphire.Actors.Ids;
using Sapphire.Actors.Turns;
using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Chat;

/// <summary>What every chat session works with.</summary>
/// <param name="Loop">Runs turns.</param>
/// <param name="Defaults">What chats are set to that say nothing themselves, at this moment.</param>
/// <param name="Settings">How sessions behave.</param>
/// <param name="Time">The clock.</param>
/// <param name="Storage">Whether the store works.</param>
/// <param name="Wake">Wakes a chat on whichever node it goes to; null where there is one node.</param>
public sealed record ChatServices(TurnLoop Loop, Func<ChatSettings> Defaults, ChatSessionSettings Settings, TimeProvider Time, StorageHealth Storage, Action<ChatId>? Wake = null);
