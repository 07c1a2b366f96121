using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Ownership;

#pragma warning disable MA0048 // One family of message records.

/// <summary>What the running server does to its journal for a verb.</summary>
/// <param name="Version">The version of this form; see <see cref="CurrentVersion"/>.</param>
/// <param name="Action"><see cref="Import"/> or <see cref="Rebuild"/>.</param>
/// <param name="File">For an import: the absolute path of the file.</param>
/// <param name="Mode">For an import: what happens to ids that are there.</param>
/// <param name="Id">For a rebuild: the persistence id; null for the read models of all.</param>
internal sealed record JournalRequest(int Version, string Action, string? File = null, ImportMode Mode = ImportMode.Refuse, string? Id = null)
{
    /// <summary>Raised when a server of before could misunderstand a request.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Imports a file.</summary>
    public const string Import = "import";

    /// <summary>Makes read models, or a snapshot, anew.</summary>
    public const string Rebuild = "rebuild";
}

/// <summary>What it did.</summary>
/// <param name="Import">For an import.</param>
/// <param name="SnapshotNr">For a rebuild of one id: the event that its new snapshot contains.</param>
internal sealed record JournalAnswer(ImportReport? Import = null, long? SnapshotNr = null);
