namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>A consumer of a <see cref="FanOutHub"/> was too slow.</summary>
#pragma warning disable CA1032, RCS1194 // Made in one place.
public sealed class FanOutOverflowException(int bufferSize) : Exception($"This consumer was more than {bufferSize} elements behind. Let it go on from where it is, or give the hub a larger buffer.")
{
    /// <summary>How many elements the buffer of a consumer holds.</summary>
    public int BufferSize { get; } = bufferSize;
}
