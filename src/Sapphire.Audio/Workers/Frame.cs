namespace Sapphire.Audio.Workers;

/// <summary>One frame of the link between the host and a worker.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Job">The job it belongs to; 0 for none.</param>
/// <param name="Payload">JSON (UTF-8), text (UTF-8), or PCM: mono, signed 16 bits, little-endian.</param>
public readonly record struct Frame(FrameKind Kind, long Job, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The bytes before the payload: length of the payload (4, little-endian), kind (1), zero (3), job (8, little-endian).</summary>
    public const int HeaderLength = 16;

    /// <summary>When it was read from the link: a timestamp; 0 for one that was not.</summary>
    public long Arrived { get; init; }

    /// <summary>The longest payload in bytes: more is garbage. Longer sound goes in several frames.</summary>
    public const int MaxPayload = 1 << 20;
}
