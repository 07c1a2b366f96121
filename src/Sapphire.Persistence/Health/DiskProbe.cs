using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Health;

/// <summary>The probe of a journal that is a file: a small write can find room in a log that an earlier one has left, so a full disk is asked for its space too.</summary>
public static class DiskProbe
{
    /// <summary>Bytes that must be free before a full disk counts as usable again.</summary>
    public const long FreeBytes = 1 << 20;

    /// <summary>A probe for <see cref="GuardedJournalOptions.Probe"/>.</summary>
    /// <param name="path">The journal's file.</param>
    public static Func<IJournal, StorageProblem, Task> For(string path) => async (journal, problem) =>
    {
        if (problem.Reason == StorageReason.Full && FreeOf(path) is { } free && free < FreeBytes)
        {
            throw new StorageException(StorageReason.Full, problem.Message);
        }

        await journal.RaiseEpochAsync(GuardedJournal.ProbeId).ConfigureAwait(false);
    };

    private static long? FreeOf(string path)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (IOException)
        {
            // The write tells.
            return null;
        }
    }
}
