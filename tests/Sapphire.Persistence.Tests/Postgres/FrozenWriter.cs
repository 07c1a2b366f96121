using System.Diagnostics;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Postgres;

/// <summary>This executable, run again to be frozen: it writes to one id as fast as it can, prints each number, and at last why it was refused.</summary>
internal static class FrozenWriter
{
    /// <summary>The connection string; its presence makes this process a writer.</summary>
    public const string Variable = "SAPPHIRE_TEST_FROZEN_WRITER";

    public const string Id = "frozen";

    public static async Task<int> RunAsync(string connectionString)
    {
        await using PostgresJournal journal = PostgresJournal.Open(new(connectionString));
        long epoch = await journal.RaiseEpochAsync(Id);
        long number = await journal.HighestSequenceNrAsync(Id);
        try
        {
            while (true)
            {
                await journal.WriteAsync(Entries.Write(Id, epoch, ++number));
                await Console.Out.WriteLineAsync($"{number}");
            }
        }
        catch (StorageException e)
        {
            await Console.Out.WriteLineAsync($"{e.Reason}");
            return 0;
        }
    }

    public static Process Start(string connectionString)
    {
        ProcessStartInfo info = new(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        info.Environment[Variable] = connectionString;
        return Process.Start(info)!;
    }
}
