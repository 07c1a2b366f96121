using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>A room with a microphone and a speaker, as others see it.</summary>
/// <param name="Id">The room.</param>
/// <param name="Name">Its name.</param>
/// <param name="Node">The machine that it is on.</param>
/// <param name="State">What it does.</param>
/// <param name="Heard">What was understood in it last; null when nothing was since it started.</param>
/// <param name="HeardAt">When that was.</param>
/// <param name="Level">How loud its microphone is, from 0 to 1.</param>
/// <param name="Away">It cannot reach the chats just now.</param>
/// <param name="Kept">Something that was said waits until it can.</param>
/// <param name="MicrophoneProblem">Why it does not hear, and what to do; null when it does.</param>
/// <param name="SpeakerProblem">Why it does not speak, and what to do; null when it does.</param>
/// <param name="HandsFree">It listens all the time.</param>
/// <param name="PushToTalk">It listens while a button is held.</param>
/// <param name="Dropped">Samples of its microphone that were lost.</param>
/// <param name="SilentSince">Nothing was heard of it since then: its machine, or the way to it, is gone; null while it says how it stands.</param>
/// <param name="TakenBy">The machine that has a room of this name already, so that this one does not take part; null for none.</param>
public sealed record RoomView(
    RoomId Id,
    string Name,
    string Node,
    RoomState State,
    string? Heard,
    DateTimeOffset? HeardAt,
    double Level,
    bool Away,
    bool Kept,
    string? MicrophoneProblem,
    string? SpeakerProblem,
    bool HandsFree,
    bool PushToTalk,
    long Dropped,
    DateTimeOffset? SilentSince = null,
    string? TakenBy = null);
