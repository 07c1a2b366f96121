namespace Sapphire.Actors.Rooms.Listening;

/// <summary>A piece of what a microphone hears, usually 20 ms.</summary>
/// <param name="Number">0, 1, 2, …</param>
/// <param name="Pcm">Mono, signed 16 bits, little endian, 16 kHz.</param>
/// <param name="Last">Nothing comes after it.</param>
public readonly record struct SoundFrame(long Number, byte[] Pcm, bool Last)
{
    /// <summary>The longest frame, in bytes: 128 ms.</summary>
    public const int MaxBytes = 4096;
}
