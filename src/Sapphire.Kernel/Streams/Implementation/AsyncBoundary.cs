using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// The line between two pumps: the stages above run by themselves and fill a ring, the reader below empties it.
/// A failure comes after the elements before it, so that a boundary changes nothing but the timing.
/// </summary>
internal sealed class AsyncBoundary<T> : PullIterator<T>
{
    /// <summary>How many elements a boundary holds where nothing else is set (Akka's max-input-buffer-size).</summary>
    public const int DefaultCapacity = 16;

    private readonly BoundedBuffer<T> _buffer;
    private readonly StageScope _reader;
    private readonly DetachedScope _writer;
    private readonly CancellationTokenRegistration _wake;
    private bool _cancelled;

    public AsyncBoundary(StageScope scope, Upstream<T> upstream)
    {
        _reader = scope;
        _writer = scope.Fork();
        _buffer = new BoundedBuffer<T>(scope.Attributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? DefaultCapacity);
        PullIterator<T> stages = upstream(_writer);
        _wake = scope.Token.UnsafeRegister(static b => ((BoundedBuffer<T>)b!).WakeReader(), _buffer);
        scope.Run.AddPump(() => PumpAsync(stages));
    }

    public override ValueTask<bool> MoveNextAsync() =>
        _buffer.TryRead(out Current) ? new ValueTask<bool>(true) : WaitAsync();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync() => await _buffer.WaitToReadAsync(_reader.Token) && _buffer.TryRead(out Current);

    public override ValueTask CancelAsync(Exception? cause)
    {
        if (_cancelled) return ValueTask.CompletedTask;
        _cancelled = true;
        _wake.Unregister();

        // First the cause, then the wake-up: the writer asks why it was refused.
        _writer.Cancel(cause);
        _buffer.Close();
        return ValueTask.CompletedTask;
    }

    private async Task PumpAsync(PullIterator<T> stages)
    {
        try
        {
            await Pump.RunAsync(_writer, stages, new Writer(_buffer));
        }
        finally
        {
            _writer.Dispose();
        }
    }

    private sealed class Writer(BoundedBuffer<T> buffer) : SinkLogic<T>
    {
        public override ValueTask<bool> OnPushAsync(T element) => buffer.WriteAsync(element);

        public override ValueTask OnCompleteAsync()
        {
            buffer.Complete(null);
            return ValueTask.CompletedTask;
        }

        public override void OnFailure(Exception cause) => buffer.Complete(cause);
    }
}
