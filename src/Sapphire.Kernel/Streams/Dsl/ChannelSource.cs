using System.Threading.Channels;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Sources;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Makes sources that read channels.</summary>
public static class ChannelSource
{
    /// <summary>Reads a channel until it is completed, or fails as it fails. When downstream cancels, the channel is left as it is.</summary>
    public static Source<T, NotUsed> FromReader<T>(ChannelReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Stages.Source<T>(scope => new ChannelReaderStage<T>(reader, scope));
    }

    /// <summary>A source that materialises the writer of a channel of its own. When the stream ends, the channel is completed: writes fail with <see cref="ChannelClosedException"/>.</summary>
    /// <param name="bufferSize">How many elements wait at most.</param>
    /// <param name="singleWriter">Whether one thread at a time writes.</param>
    /// <param name="fullMode">What happens to more.</param>
    /// <param name="itemDropped">Called with each element that is dropped: on the writer's thread when the channel is full, and with those that wait when the stream ends.</param>
    public static Source<T, ChannelWriter<T>> Create<T>(
        int bufferSize, bool singleWriter = false, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait, Action<T>? itemDropped = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
        return new Source<T, ChannelWriter<T>>((StageScope scope, out ChannelWriter<T> mat) =>
        {
            BoundedChannelOptions options = new(bufferSize) { SingleWriter = singleWriter, SingleReader = true, FullMode = fullMode };
            Channel<T> channel = Channel.CreateBounded(options, itemDropped);
            mat = channel.Writer;
            return new ChannelReaderStage<T>(channel.Reader, scope, channel.Writer, itemDropped);
        });
    }
}
