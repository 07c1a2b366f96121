namespace Sapphire.Actors.Privacy;

/// <summary>A connection that the gate can end.</summary>
internal sealed class GuardedStream : Stream
{
    private readonly Stream _inner;
    private readonly Action<GuardedStream> _closed;
    private OutboundBlockedException? _cut;

    /// <param name="inner">The connection.</param>
    /// <param name="route">Where it goes.</param>
    /// <param name="closed">Called once when it is closed.</param>
    public GuardedStream(Stream inner, OutboundRoute route, Action<GuardedStream> closed)
    {
        _inner = inner;
        Route = route;
        _closed = closed;
    }

    public OutboundRoute Route { get; }

    public override bool CanRead => _inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => _inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the connection; who reads or writes is told why.</summary>
    public void Cut(OutboundBlockedException why)
    {
        Volatile.Write(ref _cut, why);
        Dispose();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check();
        try
        {
            int read = await _inner.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                // A socket that is closed under a read may say that the other end has closed.
                Check();
            }

            return read;
        }
        catch (Exception e) when (_cut is not null && e is (IOException or ObjectDisposedException))
        {
            throw new IOException(_cut!.Message, _cut);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check();
        try
        {
            await _inner.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (_cut is not null && e is (IOException or ObjectDisposedException))
        {
            throw new IOException(_cut!.Message, _cut);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        Check();
        return _inner.Read(buffer, offset, count);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Check();
        _inner.Write(buffer, offset, count);
    }

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed(this);
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check()
    {
        if (Volatile.Read(ref _cut) is { } why)
        {
            throw new IOException(why.Message, why);
        }
    }
}
