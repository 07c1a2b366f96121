namespace Sapphire.Actors.Models.OpenAi;

/// <summary>
/// The body of an answer: looks at its first character without taking it, tells the watch of every byte, and bounds what
/// may come without an event in it.
/// </summary>
internal sealed class AnswerStream : Stream
{
    /// <summary>The most that may come between two events, in bytes.</summary>
    private const int MaxBetweenEvents = 16 << 20;

    private readonly Stream _inner;
    private readonly StreamWatch _watch;
    private readonly byte[] _prefix = new byte[512];
    private int _prefixStart;
    private int _prefixEnd;
    private int _sinceEvent;

    public AnswerStream(Stream inner, StreamWatch watch)
    {
        _inner = inner;
        _watch = watch;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The first byte that is no blank and no byte order mark; 0 when there is none.</summary>
    public async ValueTask<byte> PeekAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (byte b in _prefix.AsSpan(_prefixStart, _prefixEnd - _prefixStart))
            {
                if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF))
                {
                    return b;
                }
            }

            if (_prefixEnd == _prefix.Length)
            {
                // Keep-alive blanks only, as it seems: an event stream.
                return (byte)':';
            }

            int read = await _inner.ReadAsync(_prefix.AsMemory(_prefixEnd), cancellationToken);
            if (read == 0)
            {
                return 0;
            }

            _watch.Byte();
            _prefixEnd += read;
        }
    }

    /// <summary>An event was complete.</summary>
    public void EventCame() => _sinceEvent = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int waiting = _prefixEnd - _prefixStart;
        if (waiting > 0)
        {
            int take = Math.Min(waiting, buffer.Length);
            _prefix.AsMemory(_prefixStart, take).CopyTo(buffer);
            _prefixStart += take;
            return take;
        }

        int read = await _inner.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            _watch.Byte();
            _sinceEvent += read;
            if (_sinceEvent > MaxBetweenEvents)
            {
                throw new InvalidDataException("An event of the stream is longer than any answer.");
            }
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
