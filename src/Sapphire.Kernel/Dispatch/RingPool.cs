namespace Sapphire.Kernel.Dispatch;

/// <summary>
/// The largest rings of the whole process that no queue uses: a backlog takes them, and gives them back as it is worked off. A few
/// megabytes at most are kept; what a longer backlog needs beyond that is left to the garbage collector.
/// </summary>
internal static class RingPool
{
    /// <summary>The size of the rings that are kept.</summary>
    public const int LargestSize = 1024;

    private const int MostKept = 256;
    private static readonly Lock Lock = new();
    private static readonly MessageRing?[] Kept = new MessageRing?[MostKept];
    private static int s_count;

    /// <summary>A ring of that size, or the largest where that is smaller.</summary>
    public static MessageRing Rent(int size)
    {
        if (size < LargestSize) return new MessageRing(size);
        MessageRing? ring = null;
        lock (Lock)
        {
            if (s_count > 0)
            {
                ring = Kept[--s_count];
                Kept[s_count] = null;
            }
        }

        if (ring is null) return new MessageRing(LargestSize);
        ring.Revive();
        return ring;
    }

    /// <summary>Takes a drained ring, unless it is small or there are enough.</summary>
    public static void Return(MessageRing ring)
    {
        if (ring.Size != LargestSize) return;
        ring.Next = null;
        lock (Lock)
        {
            if (s_count < MostKept) Kept[s_count++] = ring;
        }
    }
}
