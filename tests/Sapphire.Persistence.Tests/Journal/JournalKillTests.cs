using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Journal;

public sealed partial class JournalKillTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("soak", "journal-kill")]
    public async Task Every_acknowledged_event_is_there_once_after_kill_9()
    {
        int kills = Soak.Count(inTests: 20, inSoak: 200);
        Random random = new(20_26);
        Dictionary<string, long> checkedUpTo = [];
        long total = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            Dictionary<string, long> acknowledged = await RunAndKillAsync(random.Next(0, 400), random.Next(0, 20));
            await using SqliteJournal journal = SqliteJournal.Open(new(JournalPath));
            for (int writer = 0; writer < JournalWriterProcess.Writers; writer++)
            {
                string id = JournalWriterProcess.Id(writer);
                long expected = checkedUpTo.GetValueOrDefault(id);
                await foreach (JournalRow row in journal.ReplayAsync(id, expected + 1))
                {
                    row.SequenceNr.ShouldBe(++expected);
                    Encoding.UTF8.GetString(row.Payload).ShouldBe(JournalWriterProcess.Payload(id, expected));
                }

                acknowledged.GetValueOrDefault(id).ShouldBeLessThanOrEqualTo(expected, $"kill {kill}: an acknowledged event of {id} is missing");
                total += expected - checkedUpTo.GetValueOrDefault(id);
                checkedUpTo[id] = expected;
            }
        }

        await using SqliteJournal last = SqliteJournal.Open(new(JournalPath));
        (await CountAsync(last)).ShouldBe(total);
        total.ShouldBeGreaterThan(kills);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {total} events, none missing, none twice");
    }

    [Fact]
    public async Task The_wal_is_synced_before_each_acknowledgement()
    {
        string trace = _folder.File("trace");
        ProcessStartInfo info = JournalWriterProcess.StartInfo(JournalPath, "strace", "-f", "-y", "-qq", "-s", "4200", "-e", "trace=fdatasync,fsync,pwrite64,write", "-o", trace);
        info.Environment[JournalWriterProcess.LimitVariable] = "6";
        using Process process = Process.Start(info)!;
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.ExitCode.ShouldBe(0);
        string[] acknowledgements = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        acknowledgements.Length.ShouldBe(6 * JournalWriterProcess.Writers);
        string[] lines = await File.ReadAllLinesAsync(trace);
        foreach (string acknowledgement in acknowledgements)
        {
            string[] parts = acknowledgement.Split(' ');
            int told = Array.FindIndex(lines, line => line.Contains($"\"{acknowledgement}\\n\"", StringComparison.Ordinal));
            told.ShouldBeGreaterThan(0, acknowledgement);
            int written = Array.FindIndex(lines, line => WalWrite().IsMatch(line) && line.Contains($"{parts[0]}:{parts[1]}:", StringComparison.Ordinal));
            written.ShouldBeInRange(0, told, $"{acknowledgement} was told before it was written to the WAL");
            SyncedBetween(lines, written, told).ShouldBeTrue($"{acknowledgement} was told before the WAL was synced");
        }
    }

    // A call that another thread interrupts has two lines; it is done at the second, and began at the first.
    private static bool SyncedBetween(string[] lines, int written, int told)
    {
        HashSet<string> begun = [];
        for (int i = written + 1; i < told; i++)
        {
            string thread = lines[i].Split(' ', 2)[0];
            if (WalSync().IsMatch(lines[i]))
            {
                if (!lines[i].Contains("<unfinished", StringComparison.Ordinal))
                {
                    return true;
                }

                begun.Add(thread);
            }
            else if (SyncResumed().IsMatch(lines[i]) && begun.Contains(thread))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"pwrite64\(\d+<[^>]*-wal>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WalWrite();

    [GeneratedRegex(@"f(data)?sync\(\d+<[^>]*-wal>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WalSync();

    [GeneratedRegex(@"<\.\.\. f(data)?sync resumed>.*= 0", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SyncResumed();

    private static async Task<long> CountAsync(SqliteJournal journal)
    {
        long after = 0;
        long count = 0;
        while (await journal.ReadAllAsync(after, 1000) is { IsEmpty: false } page)
        {
            count += page.Length;
            after = page[^1].Ordering;
        }

        return count;
    }

    /// <returns>The highest number that each writer had acknowledged.</returns>
    private async Task<Dictionary<string, long>> RunAndKillAsync(int afterLines, int spin)
    {
        Dictionary<string, long> acknowledged = [];
        using Process process = Process.Start(JournalWriterProcess.StartInfo(JournalPath))!;
        try
        {
            for (int line = 0; line <= afterLines; line++)
            {
                Note(await process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
            }

            // A little later than the line, so that the kill also falls between two of them.
            Thread.SpinWait(spin * 1000);
        }
        finally
        {
            process.Kill();
        }

        // What is in the pipe was acknowledged before the kill. A last line may be torn, which counts as not told.
        string rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        foreach (string line in rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Note(line);
        }

        await process.WaitForExitAsync().WaitAsync(Patience);
        return acknowledged;

        void Note(string? line)
        {
            string[] parts = line.ShouldNotBeNull("the writer ended by itself").Split(' ');
            acknowledged[parts[0]] = long.Parse(parts[1]);
        }
    }
}
