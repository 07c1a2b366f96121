namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>Fills a ring that somebody outside the stream reads.</summary>
internal sealed class BufferSink<T> : SinkLogic<T>
{
    private readonly CancellationTokenRegistration _gone;

    public BufferSink(StageScope scope)
    {
        Buffer = new BoundedBuffer<T>(scope.Attributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? AsyncBoundary<T>.DefaultCapacity);

        // A writer that waits for room is let go; what is in the ring can still be read.
        _gone = scope.Token.UnsafeRegister(static b => ((BoundedBuffer<T>)b!).Close(), Buffer);
    }

    public BoundedBuffer<T> Buffer { get; }

    public override ValueTask<bool> OnPushAsync(T element) => Buffer.WriteAsync(element);

    public override ValueTask OnCompleteAsync()
    {
        _gone.Unregister();
        Buffer.Complete(null);
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause)
    {
        _gone.Unregister();
        Buffer.Complete(cause);
    }
}
