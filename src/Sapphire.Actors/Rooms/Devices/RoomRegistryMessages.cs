using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Devices;

#pragma warning disable MA0048 // One family of message records.

/// <summary>From a room to the registries of all nodes, again and again: it is there, and so it stands. Its sender takes the commands.</summary>
/// <param name="Room">How it stands.</param>
/// <param name="Started">When it was started: of two of the same name, the earlier one has it.</param>
public sealed record RoomAnnounced(RoomView Room, DateTimeOffset Started);

/// <summary>From a room to the registries of all nodes: it ends.</summary>
public sealed record RoomLeft(RoomId Id);

/// <summary>From a node to all others: it has rung this timer in the room where it was set.</summary>
/// <param name="Id">The timer.</param>
public sealed record TimerRang(TimerId Id);

/// <summary>From nodes with settings to those without: the voice that a person chose.</summary>
/// <param name="Voice">Which; empty for the best that there is.</param>
/// <param name="Rate">How fast: 1 is usual.</param>
/// <param name="Pitch">How high: 1 is usual.</param>
/// <param name="Volume">How loud: 1 is usual.</param>
/// <param name="ChatVoice">The voice of chats that say nothing themselves; null for that of all speech.</param>
/// <param name="ChatSpeed">Their speed; null for that of all speech.</param>
/// <param name="ChatPitch">Their pitch; null for that of all speech.</param>
public sealed record VoiceChosen(string Voice, double Rate, double Pitch, double Volume, string? ChatVoice = null, double? ChatSpeed = null, double? ChatPitch = null);

/// <summary>From the registry to the room of its own machine: another machine has its name, or has it no longer (null).</summary>
internal sealed record RoomNameTaken(string? By) : INoSerializationVerificationNeeded;

/// <summary>Answered with <see cref="RoomList"/>.</summary>
public sealed record GetRooms
{
    /// <summary>The only one.</summary>
    public static GetRooms Instance { get; } = new();
}

/// <summary>The rooms that are there, by name.</summary>
public sealed record RoomList(ImmutableArray<RoomView> Rooms);

/// <summary>To a room, through the registry; answered with <see cref="RoomAnswer"/>.</summary>
/// <param name="Room">Its name, or its id.</param>
public abstract record RoomCommand(string Room);

/// <summary>Say something there.</summary>
/// <param name="Room">Which.</param>
/// <param name="Text">At most <see cref="MaxText"/> characters.</param>
public sealed record SayInRoom(string Room, string Text) : RoomCommand(Room)
{
    /// <summary>The longest text, in characters.</summary>
    public const int MaxText = 1000;
}

/// <summary>Hold or let go the button to talk; one that is held is said again each second, and let go by itself otherwise.</summary>
/// <param name="Room">Which.</param>
/// <param name="Down">True when it is held.</param>
public sealed record TalkInRoom(string Room, bool Down) : RoomCommand(Room);

/// <summary>Stop speaking, listening and answering there.</summary>
public sealed record StopInRoom(string Room) : RoomCommand(Room);

/// <summary>Whether a command was taken.</summary>
/// <param name="Error">Why it was not; null when it was.</param>
public sealed record RoomAnswer(CommandError? Error)
{
    /// <summary>It was.</summary>
    public static RoomAnswer Done { get; } = new((CommandError?)null);
}
