namespace Sapphire.Persistence.Backup;

/// <summary>
/// A journal outside the home, as a backup and a restore see it: it is carried in an SQLite file of the journal's own schema, so
/// that a backup restores on either storage.
/// </summary>
public interface IExternalJournal
{
    /// <summary>Its kind, for the manifest: <c>postgres</c>.</summary>
    string Kind { get; }

    /// <summary>About how many bytes <see cref="DumpAsync"/> will write.</summary>
    Task<long> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Writes one consistent state of it into a new SQLite journal.</summary>
    /// <param name="file">The file, which does not exist.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task DumpAsync(string file, CancellationToken cancellationToken);

    /// <summary>Puts the content of an SQLite journal in its place in one transaction, keeps the old tables aside, and notes <paramref name="restoreId"/> in the same transaction.</summary>
    /// <param name="file">The journal; of the newest schema.</param>
    /// <param name="restoreId">By which <see cref="WasReplacedAsync"/> finds this restore again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where the old tables are, for a person; null where there were none.</returns>
    Task<string?> ReplaceAsync(string file, string restoreId, CancellationToken cancellationToken);

    /// <summary>True when <see cref="ReplaceAsync"/> of this id was committed.</summary>
    Task<bool> WasReplacedAsync(string restoreId, CancellationToken cancellationToken);
}
