using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>Reads a channel; completes it in the end where it owns it.</summary>
internal sealed class ChannelReaderStage<T> : PullIterator<T>
{
    private readonly ChannelReader<T> _reader;
    private readonly StageScope _scope;
    private readonly ChannelWriter<T>? _owned;
    private readonly Action<T>? _itemDropped;
    private readonly CancellationTokenRegistration _aborted;

    public ChannelReaderStage(ChannelReader<T> reader, StageScope scope, ChannelWriter<T>? owned = null, Action<T>? itemDropped = null)
    {
        _reader = reader;
        _scope = scope;
        _owned = owned;
        _itemDropped = itemDropped;

        // Writers learn it at once, also when the run is discarded before it has begun.
        if (owned is not null) _aborted = scope.Token.UnsafeRegister(static s => ((ChannelReaderStage<T>)s!).Close(), this);
    }

    public override ValueTask<bool> MoveNextAsync() => _reader.TryRead(out Current!) ? new ValueTask<bool>(true) : WaitAsync();

    public override ValueTask CancelAsync(Exception? cause)
    {
        _aborted.Unregister();
        if (_owned is null) return ValueTask.CompletedTask;
        Close();
        while (_reader.TryRead(out T? left)) _itemDropped?.Invoke(left);
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync()
    {
        while (await _reader.WaitToReadAsync(_scope.Token))
        {
            if (_reader.TryRead(out Current!)) return true;
            _scope.ThrowIfCancelled();
        }

        // Closed by our own end, not by the writer.
        _scope.ThrowIfCancelled();
        return false;
    }

    private void Close() => _owned!.TryComplete();
}
