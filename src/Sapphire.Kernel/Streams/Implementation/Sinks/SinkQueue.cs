using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>Draws elements from the ring of a stream.</summary>
internal sealed class SinkQueue<T>(BoundedBuffer<T> buffer) : ISinkQueue<T>
{
    private int _pulling;
    private bool _ended;

    public Task<Option<T>> PullAsync()
    {
        if (Interlocked.Exchange(ref _pulling, 1) != 0)
        {
            return Task.FromException<Option<T>>(new InvalidOperationException("An earlier pull still waits. Await it before the next."));
        }

        if (buffer.TryRead(out T element))
        {
            Volatile.Write(ref _pulling, 0);
            return Task.FromResult(new Option<T>(element));
        }

        return WaitAsync();
    }

    private async Task<Option<T>> WaitAsync()
    {
        try
        {
            if (_ended) throw new StreamDetachedException();
            if (await buffer.WaitToReadAsync(CancellationToken.None) && buffer.TryRead(out T element)) return new Option<T>(element);
            _ended = true;
            return Option<T>.None;
        }
        catch
        {
            _ended = true;
            throw;
        }
        finally
        {
            Volatile.Write(ref _pulling, 0);
        }
    }
}
