namespace Sapphire.Actors.Import;

/// <summary>What is imported.</summary>
/// <param name="Path">The old folder <c>user/</c>, or the one that it is in; absolute.</param>
/// <param name="Credentials">The folder with the old keys and the password; null where they are to be left out.</param>
/// <param name="DryRun">True to only say what would be done.</param>
public sealed record FolderRequest(string Path, string? Credentials, bool DryRun);
