namespace Sapphire.Actors.Rooms.Devices;

/// <summary>How a room stands to the chats that answer in it.</summary>
/// <param name="IsAway">They cannot be reached.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Reason">Why, and what to do; null when they can be reached.</param>
public sealed record RoomLinkState(bool IsAway, DateTimeOffset Since, string? Reason = null);
