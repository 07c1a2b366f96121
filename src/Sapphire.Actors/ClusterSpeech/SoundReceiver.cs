namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Takes the pieces of a sound in their order, each sample once, whatever is lost, repeated or late.</summary>
internal sealed class SoundReceiver
{
    private bool _gapTold;

    /// <summary>All samples before this one are there.</summary>
    public long Received { get; private set; }

    /// <summary>All samples are there.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>What is new in a piece.</summary>
    /// <param name="chunk">The piece.</param>
    /// <param name="gap">Something before it is missing, and the sender has not been told.</param>
    public ReadOnlyMemory<short> Take(SoundChunk chunk, out bool gap)
    {
        gap = false;
        if (IsWhole) return default;
        if (chunk.From > Received)
        {
            // Told once: what else is under way behind the gap needs no answer.
            gap = !_gapTold;
            _gapTold = true;
            return default;
        }

        long known = Received - chunk.From;
        if (known > chunk.Samples.Length) return default;
        _gapTold = false;
        ReadOnlyMemory<short> more = chunk.Samples[(int)known..];
        Received += more.Length;
        IsWhole = chunk.IsLast;
        return more;
    }

    /// <summary>Called now and then: a gap may be told again.</summary>
    public void Beat() => _gapTold = false;
}
