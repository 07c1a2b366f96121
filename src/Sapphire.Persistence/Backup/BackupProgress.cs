namespace Sapphire.Persistence.Backup;

/// <summary>How far a backup or a restore is.</summary>
/// <param name="Step">What is being done: <c>copying</c>, <c>packing</c>, <c>unpacking</c>.</param>
/// <param name="Done">Bytes done of this step.</param>
/// <param name="Total">Bytes of this step, about.</param>
public readonly record struct BackupProgress(string Step, long Done, long Total);
