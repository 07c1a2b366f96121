using System.Runtime.InteropServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>Where the reader and the writer of a ring are; on different cache lines, since two processors write them.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct BufferPositions
{
    /// <summary>Elements read.</summary>
    [FieldOffset(0)]
    public long Head;

    /// <summary>Elements written.</summary>
    [FieldOffset(64)]
    public long Tail;

    /// <summary>The writer waits for space.</summary>
    [FieldOffset(128)]
    public volatile bool WriterWaits;
}
