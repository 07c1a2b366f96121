namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>What became of an element given to a <see cref="HandoverQueue{T}"/>.</summary>
internal enum HandoverResult
{
    /// <summary>It is with the reader, or in the queue.</summary>
    Taken,

    /// <summary>It is in the queue, and others had to leave.</summary>
    Displaced,

    /// <summary>It was dropped.</summary>
    Dropped,

    /// <summary>There is no room, and the strategy drops nothing.</summary>
    Full,

    /// <summary>The queue has ended.</summary>
    Closed,
}
