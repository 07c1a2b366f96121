using System.Diagnostics;
using System.Text;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Journal;

/// <summary>
/// This executable, run again to be killed: writers that store events as fast as they can and print each number once it is
/// acknowledged, one line "id number" a write to the pipe.
/// </summary>
internal static class JournalWriterProcess
{
    /// <summary>Names the journal's file; its presence makes this process a writer.</summary>
    public const string Variable = "SAPPHIRE_TEST_JOURNAL_WRITER";

    /// <summary>Events after which each writer ends by itself; none when absent.</summary>
    public const string LimitVariable = "SAPPHIRE_TEST_JOURNAL_LIMIT";

    public const int Writers = 8;

    public static string Id(int writer) => $"writer-{writer}";

    public static string Payload(string id, long number) => $$"""{"mark":"{{id}}:{{number}}:"}""";

    public static async Task<int> RunAsync(string path)
    {
        int limit = int.TryParse(Environment.GetEnvironmentVariable(LimitVariable), out int given) ? given : int.MaxValue;
        await using SqliteJournal journal = SqliteJournal.Open(new(path));
        await using Stream output = Console.OpenStandardOutput();
        using SemaphoreSlim turn = new(1, 1);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            string id = Id(writer);
            long epoch = await journal.RaiseEpochAsync(id);
            long number = await journal.HighestSequenceNrAsync(id);
            for (int i = 0; i < limit; i++)
            {
                number++;
                await journal.WriteAsync(new(id, epoch, [Entries.Entry(number, Payload(id, number))]));
                await turn.WaitAsync();
                try
                {
                    await output.WriteAsync(Encoding.ASCII.GetBytes($"{id} {number}\n"));
                }
                finally
                {
                    turn.Release();
                }
            }
        })));
        return 0;
    }

    /// <summary>How to start it.</summary>
    /// <param name="path">The journal's file.</param>
    /// <param name="tracer">A program to run it under, with its arguments.</param>
    public static ProcessStartInfo StartInfo(string path, params string[] tracer)
    {
        string executable = Path.Combine(AppContext.BaseDirectory, typeof(JournalWriterProcess).Assembly.GetName().Name + (OperatingSystem.IsWindows() ? ".exe" : ""));
        string[] command = [.. tracer, executable];
        ProcessStartInfo info = new(command[0], command[1..]) { RedirectStandardOutput = true, UseShellExecute = false };
        info.Environment[Variable] = path;
        return info;
    }
}
