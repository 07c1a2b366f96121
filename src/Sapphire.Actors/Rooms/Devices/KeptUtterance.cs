using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>What was said while the chats could not be reached, as it is kept on disk: as words, or as sound that nobody has understood yet.</summary>
/// <param name="Id">The utterance.</param>
/// <param name="At">When it was kept.</param>
/// <param name="Create">What creates its chat; null when that is there.</param>
/// <param name="Say">The words, with the ids that they had the first time: said again, they are one message. Null for sound.</param>
/// <param name="Sound">Mono, signed 16 bits, little endian, 16 kHz. Null for words.</param>
internal sealed record KeptUtterance(UtteranceId Id, DateTimeOffset At, CreateChat? Create, Say? Say, byte[]? Sound);
