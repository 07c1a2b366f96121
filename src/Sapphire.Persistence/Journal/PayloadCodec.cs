using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Compresses payloads above a threshold, and guards each row by a CRC-32C (Castagnoli) over id, sequence number, manifest and the
/// bytes as stored: a flipped bit, and also a row that moved to another id or number, is seen when it is read.
/// </summary>
public static class PayloadCodec
{
    /// <summary>As it is.</summary>
    public const int Plain = 0;

    /// <summary>Four bytes with the length of the payload (little-endian), then Brotli.</summary>
    public const int Brotli = 1;

    /// <summary>Payloads of at least this many bytes are compressed, where that makes them smaller.</summary>
    public const int Threshold = 2048;

    // Fast rather than small: a long reply shrinks to a third even so.
    private const int Quality = 1;
    private const int Window = 18;

    /// <summary>The payload as it is to be stored.</summary>
    public static StoredPayload Encode(string persistenceId, long sequenceNr, string manifest, byte[] payload)
    {
        (byte[] bytes, int encoding) = payload.Length < Threshold ? (payload, Plain) : Compress(payload);
        return new(bytes, encoding, Checksum(persistenceId, sequenceNr, manifest, bytes));
    }

    /// <summary>The payload that was stored.</summary>
    /// <exception cref="StorageException">Corrupt: the checksum does not match, or the bytes cannot be unpacked.</exception>
    public static byte[] Decode(string persistenceId, long sequenceNr, string manifest, StoredPayload stored) =>
        Decode(persistenceId, sequenceNr, manifest, stored.Bytes, stored.Encoding, stored.Checksum);

    /// <summary>The payload that was stored; <paramref name="bytes"/> is copied.</summary>
    /// <exception cref="StorageException">Corrupt: the checksum does not match, or the bytes cannot be unpacked.</exception>
    public static byte[] Decode(string persistenceId, long sequenceNr, string manifest, ReadOnlySpan<byte> bytes, int encoding, long? checksum)
    {
        if (checksum is { } expected && Checksum(persistenceId, sequenceNr, manifest, bytes) != expected)
        {
            throw Corrupt(persistenceId, sequenceNr, "its checksum does not match");
        }

        return encoding switch
        {
            Plain => bytes.ToArray(),
            Brotli => Decompress(bytes) ?? throw Corrupt(persistenceId, sequenceNr, "its compressed content cannot be unpacked"),
            _ => throw Corrupt(persistenceId, sequenceNr, $"its encoding {encoding} is unknown, or of a newer version"),
        };
    }

    /// <summary>CRC-32C of a row; 0 to 2³²-1.</summary>
    public static long Checksum(string persistenceId, long sequenceNr, string manifest, ReadOnlySpan<byte> stored)
    {
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(header, sequenceNr);
        // The lengths keep apart "ab" + "c" and "a" + "bc".
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], persistenceId.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], manifest.Length);
        uint crc = Add(uint.MaxValue, header);
        crc = Add(crc, persistenceId);
        crc = Add(crc, manifest);
        return ~Add(crc, stored);
    }

    /// <summary>A row's time, which the checksum does not guard.</summary>
    /// <exception cref="StorageException">Corrupt: there is no such time.</exception>
    internal static DateTimeOffset Time(string persistenceId, long sequenceNr, long milliseconds) =>
        IsTime(milliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : throw Corrupt(persistenceId, sequenceNr, "its time is out of range");

    /// <summary>A row's time for those who read damaged rows; the earliest when there is no such time.</summary>
    internal static DateTimeOffset TimeOrEarliest(long milliseconds) =>
        IsTime(milliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.MinValue;

    private static bool IsTime(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static uint Add(uint crc, string text)
    {
        Span<byte> utf8 = stackalloc byte[1024];
        if (!Encoding.UTF8.TryGetBytes(text, utf8, out int length))
        {
            return Add(crc, Encoding.UTF8.GetBytes(text));
        }

        return Add(crc, utf8[..length]);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }

    private static (byte[] Bytes, int Encoding) Compress(byte[] payload)
    {
        // Room for less than the payload itself: what does not fit is stored as it is.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer, payload.Length);
            return BrotliEncoder.TryCompress(payload, buffer.AsSpan(4, payload.Length - 5), out int written, Quality, Window)
                ? (buffer[..(4 + written)], Brotli)
                : (payload, Plain);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[]? Decompress(ReadOnlySpan<byte> stored)
    {
        // Brotli packs at most some thousand to one; a damaged length must not ask for gigabytes.
        if (stored.Length < 5 || BinaryPrimitives.ReadInt32LittleEndian(stored) is var length && (length < 0 || length / 100_000 > stored.Length))
        {
            return null;
        }

        byte[] payload = new byte[length];
        return BrotliDecoder.TryDecompress(stored[4..], payload, out int written) && written == length ? payload : null;
    }

    private static StorageException Corrupt(string persistenceId, long sequenceNr, string why) => new(
        StorageReason.Corrupt,
        $"Row {sequenceNr} of '{persistenceId}' is damaged: {why}. Other chats are not touched. 'sapphire journal verify' lists what is damaged; 'sapphire restore' brings a backup back.")
    {
        PersistenceId = persistenceId,
    };
}
