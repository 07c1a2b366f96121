using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>Writes a channel; completes it in the end where it owns it.</summary>
internal sealed class ChannelWriterSink<T> : SinkLogic<T>
{
    private readonly ChannelWriter<T> _writer;
    private readonly bool _isOwner;
    private readonly StageScope _scope;
    private readonly CancellationTokenRegistration _aborted;

    public ChannelWriterSink(ChannelWriter<T> writer, bool isOwner, StageScope scope)
    {
        _writer = writer;
        _isOwner = isOwner;
        _scope = scope;

        // The run may be ended before it has begun: readers learn it all the same.
        if (isOwner) _aborted = scope.Token.UnsafeRegister(static s => ((ChannelWriterSink<T>)s!).OnToken(), this);
    }

    public override ValueTask<bool> OnPushAsync(T element) => _writer.TryWrite(element) ? new ValueTask<bool>(true) : WaitAsync(element);

    public override ValueTask OnCompleteAsync()
    {
        End(null);
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause) => End(cause);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(T element)
    {
        while (await _writer.WaitToWriteAsync(_scope.Token))
        {
            if (_writer.TryWrite(element)) return true;
        }

        return false;
    }

    private void End(Exception? cause)
    {
        _aborted.Unregister();
        if (_isOwner) _writer.TryComplete(cause);
    }

    private void OnToken()
    {
        if (_scope.Run.AbortCause is { } abort) _writer.TryComplete(abort);
    }
}
