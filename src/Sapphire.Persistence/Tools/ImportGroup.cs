namespace Sapphire.Persistence.Tools;

/// <summary>Where one id is in a file, and what there is of it.</summary>
/// <param name="Id">The id in the file.</param>
/// <param name="Position">Where its first line begins, in bytes.</param>
/// <param name="Line">How many lines are before it.</param>
internal sealed record ImportGroup(string Id, long Position, long Line)
{
    /// <summary>The number of its first event; 0 when all are deleted.</summary>
    public long First { get; init; }

    /// <summary>The number of its last event, or up to which all are deleted.</summary>
    public long Last { get; init; }

    /// <summary>Whether it has a snapshot.</summary>
    public bool HasSnapshot { get; init; }

    /// <summary>How many events the file has.</summary>
    public long Events => First == 0 ? 0 : Last - First + 1;
}
