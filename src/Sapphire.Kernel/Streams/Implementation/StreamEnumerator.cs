using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>Reads the ring of a stream, and cancels the stream in the end.</summary>
internal sealed class StreamEnumerator<T> : IAsyncEnumerator<T>
{
    private readonly BoundedBuffer<T> _buffer;
    private readonly DetachedScope _scope;
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _cancelled;
    private T _current = default!;

    public StreamEnumerator(BoundedBuffer<T> buffer, DetachedScope scope, CancellationToken token)
    {
        _buffer = buffer;
        _scope = scope;
        _token = token;
        _cancelled = token.UnsafeRegister(static s => ((StreamEnumerator<T>)s!).Cancel(), this);
    }

    public T Current => _current;

    public ValueTask<bool> MoveNextAsync()
    {
        _token.ThrowIfCancellationRequested();
        return _buffer.TryRead(out _current) ? new ValueTask<bool>(true) : WaitAsync();
    }

    public ValueTask DisposeAsync()
    {
        _cancelled.Unregister();
        Cancel();
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync() => await _buffer.WaitToReadAsync(_token) && _buffer.TryRead(out _current);

    private void Cancel()
    {
        _scope.Cancel(null);
        _buffer.Close();
        _buffer.WakeReader();
    }
}
