namespace Sapphire.Persistence.Backup;

/// <summary>A file to back up.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name in the archive.</param>
internal sealed record HomeFile(string Path, string Name);
