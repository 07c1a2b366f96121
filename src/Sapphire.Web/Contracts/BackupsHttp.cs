namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/backups</c>, and the answer to every work on them.</summary>
/// <param name="Folder">Where they are, on the machine of the server.</param>
/// <param name="Backups">The newest first.</param>
/// <param name="Running">What is being done; null for nothing.</param>
/// <param name="Outcome">How the last work ended; null before the first.</param>
/// <param name="Note">What is not in them, and where it is; empty where they are complete.</param>
public sealed record BackupsView(string Folder, IReadOnlyList<BackupView> Backups, BackupWorkView? Running, BackupOutcomeView? Outcome, string Note);

/// <summary>A backup.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Created">When it was begun; null where that cannot be read.</param>
/// <param name="Version">Which Sapphire made it; empty where that cannot be read.</param>
/// <param name="Secrets">True when password and keys are in it.</param>
/// <param name="Files">How many files it holds.</param>
/// <param name="Automatic">True when it was made by itself.</param>
/// <param name="Problem">Why it cannot be used; empty where nothing is known against it.</param>
/// <param name="Verified">When it was last found whole, since this start; null for never.</param>
public sealed record BackupView(string Name, long Size, DateTimeOffset? Created, string Version, bool Secrets, int Files, bool Automatic, string Problem, DateTimeOffset? Verified);

/// <summary>What is being done.</summary>
/// <param name="Kind"><c>create</c> or <c>verify</c>.</param>
/// <param name="Name">The backup that is checked; empty for one that is made.</param>
/// <param name="Step">"copying", "packing", "checking".</param>
/// <param name="Done">Bytes done of this step.</param>
/// <param name="Total">Bytes of this step, about; 0 where it is not known yet.</param>
public sealed record BackupWorkView(string Kind, string Name, string Step, long Done, long Total);

/// <summary>How a work ended.</summary>
/// <param name="Number">Counts the works since the start: another one is another outcome.</param>
/// <param name="Kind"><c>create</c> or <c>verify</c>.</param>
/// <param name="Name">The backup; empty where none was made.</param>
/// <param name="Ok">Whether it went well.</param>
/// <param name="Message">In words.</param>
public sealed record BackupOutcomeView(int Number, string Kind, string Name, bool Ok, string Message);
