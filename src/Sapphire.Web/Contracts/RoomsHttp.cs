using Sapphire.Actors.Rooms.Devices;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/rooms</c>: the rooms with microphones and speakers that are there now.</summary>
/// <param name="Rooms">By name.</param>
public sealed record RoomsAnswer(IReadOnlyList<RoomView> Rooms);

/// <summary><c>POST /api/rooms/{room}/say</c>: says something there. The room is its name or its id.</summary>
/// <param name="Text">At most 1000 characters.</param>
public sealed record RoomSayRequest(string Text);

/// <summary><c>POST /api/rooms/{room}/talk</c>: holds its button, or lets it go.</summary>
/// <param name="Down">True when it is held; sent again each second as long as it is.</param>
public sealed record RoomTalkRequest(bool Down);
