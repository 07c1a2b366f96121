using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Sapphire.Audio.Workers;

/// <summary>Reads frames from a stream, one after another. One reader at a time; it allocates nothing for a frame once its buffer has grown.</summary>
/// <param name="stream">Where from; not disposed.</param>
public sealed class FrameReader(Stream stream)
{
    /// <summary>How far the sound of a job may run ahead of what the engine has used, in samples: two seconds at 16 kHz.</summary>
    public const int MaxAhead = 32_000;

    private readonly byte[] _header = new byte[Frame.HeaderLength];
    private byte[] _payload = new byte[4096];

    /// <summary>Reads the next frame; null when the link was closed between two frames. Its payload is valid until the next call.</summary>
    /// <exception cref="FrameFormatException">It is no frame, or the link was closed within it.</exception>
    /// <exception cref="IOException">The link is broken.</exception>
    public Frame? Read()
    {
        int got = stream.ReadAtLeast(_header, Frame.HeaderLength, throwOnEndOfStream: false);
        if (!TryParse(got, out FrameKind kind, out long job, out Memory<byte> payload)) return null;
        int length = stream.ReadAtLeast(payload.Span, payload.Length, throwOnEndOfStream: false);
        return Whole(kind, job, payload, length);
    }

    /// <summary>As <see cref="Read"/>, without holding a thread.</summary>
    /// <exception cref="FrameFormatException">It is no frame, or the link was closed within it.</exception>
    /// <exception cref="IOException">The link is broken.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        int got = await stream.ReadAtLeastAsync(_header, Frame.HeaderLength, throwOnEndOfStream: false, cancellationToken);
        if (!TryParse(got, out FrameKind kind, out long job, out Memory<byte> payload)) return null;
        int length = await stream.ReadAtLeastAsync(payload, payload.Length, throwOnEndOfStream: false, cancellationToken);
        return Whole(kind, job, payload, length);
    }

    private bool TryParse(int got, out FrameKind kind, out long job, [NotNullWhen(true)] out Memory<byte> payload)
    {
        kind = FrameKind.None;
        job = 0;
        payload = default;
        if (got == 0) return false;
        if (got < Frame.HeaderLength)
        {
            throw new FrameFormatException($"The link was closed within a header: {got} of {Frame.HeaderLength} bytes came.");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(_header);
        kind = (FrameKind)_header[4];
        job = BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(8));
        if (kind == FrameKind.None || !Enum.IsDefined(kind))
        {
            throw new FrameFormatException($"A frame is of kind {_header[4]}, which there is not.");
        }

        if (_header[5] != 0 || _header[6] != 0 || _header[7] != 0)
        {
            throw new FrameFormatException($"The header of a frame of kind {kind} is damaged.");
        }

        if (length is < 0 or > Frame.MaxPayload)
        {
            throw new FrameFormatException($"A frame of kind {kind} announces {length} bytes; at most {Frame.MaxPayload} are allowed.");
        }

        if (job < 0)
        {
            throw new FrameFormatException($"A frame of kind {kind} belongs to job {job}; there are no negative ones.");
        }

        if (_payload.Length < length)
        {
            _payload = GC.AllocateUninitializedArray<byte>(Math.Min(Frame.MaxPayload, Math.Max(length, _payload.Length * 2)));
        }

        payload = _payload.AsMemory(0, length);
        return true;
    }

    private static Frame Whole(FrameKind kind, long job, ReadOnlyMemory<byte> payload, int got) => got == payload.Length
        ? new Frame(kind, job, payload)
        : throw new FrameFormatException($"The link was closed within a frame of kind {kind}: {got} of {payload.Length} bytes came.");
}
