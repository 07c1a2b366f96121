using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>A disk that is full, a file that another program holds, a right that was taken away.</summary>
public sealed class AccessFaultTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_disk_that_fills_up_in_mid_commit_fails_whole_writes_and_all_writers_go_on_afterwards()
    {
        using TmpfsFolder? disk = TmpfsFolder.TryMount(6144);
        Assert.SkipWhen(disk is null, "Mounting a disk of its own is refused here; A_file_at_its_size_limit_refuses_clearly_and_goes_on_with_more_room covers the rest.");
        string path = disk.File("journal.db");
        long[] stored = new long[Ledger.Writers];
        int failures = 0;
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            long[] epochs = await Task.WhenAll(stored.Select((_, writer) => journal.RaiseEpochAsync(Ledger.Id(writer))));
            await Task.WhenAll(stored.Select((_, writer) => Task.Run(() => FillAsync(journal, writer, epochs[writer]))));
            failures.ShouldBe(Ledger.Writers);
            disk.Remount("size=64m");
            await Task.WhenAll(stored.Select((_, writer) => journal.WriteAsync(Write(writer, epochs[writer]))));
        }

        await using SqliteJournal again = SqliteJournal.Open(new(path));
        for (int writer = 0; writer < stored.Length; writer++)
        {
            ImmutableArray<JournalRow> rows = await again.AllAsync(Ledger.Id(writer));
            rows.Select(row => row.SequenceNr).ShouldBe(Enumerable.Range(1, (int)stored[writer] + 3).Select(n => (long)n));
            rows.Select(row => Encoding.UTF8.GetString(row.Payload)).ShouldBe(rows.Select(row => Text(row.SequenceNr)));
        }

        async Task FillAsync(SqliteJournal journal, int writer, long epoch)
        {
            while (true)
            {
                try
                {
                    await journal.WriteAsync(Write(writer, epoch));
                    stored[writer] += 3;
                }
                catch (StorageException e)
                {
                    e.Reason.ShouldBe(StorageReason.Full);
                    e.Message.ShouldContain("Free some space");
                    Interlocked.Increment(ref failures);
                    return;
                }
            }
        }

        AtomicWrite Write(int writer, long epoch) =>
            new(Ledger.Id(writer), epoch, [.. Enumerable.Range(1, 3).Select(i => Entries.Entry(stored[writer] + i, Text(stored[writer] + i)))]);

        static string Text(long number) => $"{{\"n\":{number},\"text\":\"{new string('x', 1500)}\"}}";
    }

    [Fact]
    public async Task A_short_lock_of_another_process_is_waited_for_and_a_long_one_is_named()
    {
        string path = _folder.File("journal.db");
        await using SqliteJournal journal = SqliteJournal.Open(new(path) { BusyTimeout = TimeSpan.FromSeconds(20) });
        await using SqliteJournal hasty = SqliteJournal.Open(new(path) { BusyTimeout = TimeSpan.FromMilliseconds(100) });
        long epoch = await journal.RaiseEpochAsync("a");
        using Process other = Process.Start(new ProcessStartInfo("sqlite3", [path]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            await other.StandardInput.WriteLineAsync("BEGIN IMMEDIATE; SELECT 'held';");
            await other.StandardInput.FlushAsync();
            (await other.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("held");

            // Reading needs no lock.
            (await journal.HighestSequenceNrAsync("a")).ShouldBe(0);
            Task<long> waiting = journal.WriteAsync(Entries.Write("a", epoch, 1));
            StorageException busy = await Should.ThrowAsync<StorageException>(hasty.RaiseEpochAsync("b"));
            busy.Reason.ShouldBe(StorageReason.Busy);
            busy.Message.ShouldContain($"Another program holds {path}");
            waiting.IsCompleted.ShouldBeFalse();
            await other.StandardInput.WriteLineAsync("ROLLBACK;");
            other.StandardInput.Close();
            await other.WaitForExitAsync().WaitAsync(Patience);
            await waiting.WaitAsync(Patience);
            await hasty.RaiseEpochAsync("b");
        }
        finally
        {
            if (!other.HasExited)
            {
                other.Kill();
            }
        }
    }

    [Theory]
    [InlineData("chmod 400 journal.db", "cannot be written")]
    [InlineData("chmod 000 journal.db", "cannot be opened")]
    [InlineData("chmod 500 .", "cannot be")]
    [InlineData("chown root journal.db && chmod 600 journal.db", "cannot be opened")]
    public async Task A_right_that_was_taken_away_is_named_and_nothing_is_lost(string change, string message)
    {
        // Root may do everything, so somebody else tries.
        const string Nobody = "65534";
        Assert.SkipUnless(Environment.UserName is "root", "Only root can become somebody else.");
        string path = _folder.File("journal.db");
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            await journal.WriteAsync(Entries.Write("a", await journal.RaiseEpochAsync("a"), 1, 2, 3));
        }

        Run("sh", "-c", $"chown -R {Nobody} . && {change}");
        string said = Run("setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", Environment.ProcessPath!);
        said.ShouldContain(message);
        said.ShouldContain(path);
        said.ShouldNotContain("   at ");
        Run("sh", "-c", $"chown -R {Nobody} . && chmod 700 . && chmod 600 *");
        Run("setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", Environment.ProcessPath!).ShouldBe("stored 4\n");
    }

    private string Run(string program, params string[] arguments)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = _folder.Path };
        info.Environment[JournalProbe.Variable] = _folder.File("journal.db");
        info.Environment["TMPDIR"] = _folder.Path;
        using Process process = Process.Start(info)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit(Patience).ShouldBeTrue();
        return output;
    }
}
