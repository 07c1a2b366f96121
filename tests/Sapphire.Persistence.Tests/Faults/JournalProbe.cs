using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>This executable, run again as somebody else: stores one event and says its number, or why it could not.</summary>
internal static class JournalProbe
{
    /// <summary>Names the journal; its presence makes this process a probe.</summary>
    public const string Variable = "SAPPHIRE_TEST_PROBE";

    public static async Task<int> RunAsync(string path)
    {
        try
        {
            await using SqliteJournal journal = SqliteJournal.Open(new(path));
            long epoch = await journal.RaiseEpochAsync("a");
            long next = await journal.HighestSequenceNrAsync("a") + 1;
            await journal.WriteAsync(Entries.Write("a", epoch, next));
            Console.WriteLine($"stored {next}");
            return 0;
        }
        catch (StorageException e)
        {
            Console.WriteLine($"{e.Reason}: {e.Message}");
            return 1;
        }
    }
}
