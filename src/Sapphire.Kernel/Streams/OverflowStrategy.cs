namespace Sapphire.Kernel.Streams;

/// <summary>What happens to an element for which a buffer has no room.</summary>
public enum OverflowStrategy
{
    /// <summary>The oldest element of the buffer is dropped.</summary>
    DropHead,

    /// <summary>The youngest element of the buffer is dropped.</summary>
    DropTail,

    /// <summary>All elements of the buffer are dropped.</summary>
    DropBuffer,

    /// <summary>The new element is dropped.</summary>
    DropNew,

    /// <summary>Upstream waits.</summary>
    Backpressure,

    /// <summary>The stream fails with <see cref="BufferOverflowException"/>.</summary>
    Fail,
}
