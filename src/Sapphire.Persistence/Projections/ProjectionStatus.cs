#pragma warning disable MA0048 // A view's state, and how a rebuild gets on.
namespace Sapphire.Persistence.Projections;

/// <summary>How a view is.</summary>
/// <param name="Name">The view.</param>
/// <param name="Version">Of its definition.</param>
/// <param name="Generation">The generation that answers; 0 while there is none.</param>
/// <param name="Offset">The ordering up to which it contains everything.</param>
/// <param name="JournalOffset">The journal's last ordering.</param>
/// <param name="Parked">Events that it leaves out, since they cannot be read.</param>
/// <param name="Rebuild">How a rebuild gets on; null when none is under way.</param>
/// <param name="Error">What keeps it from moving on now; null for nothing.</param>
public sealed record ProjectionStatus(string Name, int Version, long Generation, long Offset, long JournalOffset, long Parked, RebuildProgress? Rebuild, string? Error)
{
    /// <summary>Whether something is missing in it that does not come by itself.</summary>
    public bool Degraded => Parked > 0 || Error is not null;
}

/// <summary>How a rebuild gets on.</summary>
/// <param name="Offset">The ordering that the new generation has reached.</param>
/// <param name="JournalOffset">The journal's last ordering.</param>
public sealed record RebuildProgress(long Offset, long JournalOffset);
