using System.Threading.Channels;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Sinks;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Makes sinks that write channels.</summary>
public static class ChannelSink
{
    /// <summary>Writes a channel, and waits while it is full. When somebody else completes the channel, the stream is cancelled at the next element.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isOwner">Whether the end of the stream, also a failure, is the end of the channel.</param>
    public static Sink<T, NotUsed> FromWriter<T>(ChannelWriter<T> writer, bool isOwner)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return Stages.Sink<T, NotUsed>(scope => (new ChannelWriterSink<T>(writer, isOwner, scope), NotUsed.Instance));
    }

    /// <summary>A sink that materialises the reader of a channel of its own, which ends as the stream ends.</summary>
    /// <param name="bufferSize">How many elements wait at most.</param>
    /// <param name="singleReader">Whether one thread at a time reads.</param>
    /// <param name="fullMode">What happens to more; by default the stream waits.</param>
    /// <param name="itemDropped">Called on the stream's pump with each element that is dropped because the channel is full.</param>
    public static Sink<T, ChannelReader<T>> AsReader<T>(
        int bufferSize, bool singleReader = false, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait, Action<T>? itemDropped = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
        return Stages.Sink<T, ChannelReader<T>>(scope =>
        {
            BoundedChannelOptions options = new(bufferSize) { SingleWriter = true, SingleReader = singleReader, FullMode = fullMode };
            Channel<T> channel = Channel.CreateBounded(options, itemDropped);
            return (new ChannelWriterSink<T>(channel.Writer, isOwner: true, scope), channel.Reader);
        });
    }
}
