namespace Sapphire.Persistence.Backup;

/// <summary>
/// Reads at most so many bytes, and counts them: a small archive cannot unpack into a full disk or memory. Sums them up too, by the
/// CRC-32 of gzip (RFC 1952 §8), which .NET does not compare.
/// </summary>
internal sealed class LimitedStream(Stream inner) : Stream
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static n => Enumerable.Range(0, 8).Aggregate((uint)n, static (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];
    private uint _crc = uint.MaxValue;

    /// <summary>The CRC-32 of what was read so far.</summary>
    public uint Crc => ~_crc;

    /// <summary>Bytes that may be read in all.</summary>
    public long Limit { get; set; }

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        Count += count;
        uint crc = _crc;
        foreach (byte b in buffer[..count])
        {
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        _crc = crc;
        return Count <= Limit ? count : throw new InvalidDataException("it unpacks into more than its manifest says");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
