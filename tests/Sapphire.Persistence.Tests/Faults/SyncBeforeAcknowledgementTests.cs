using System.Diagnostics;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>What the operating system sees of fifty writers that share commits: each event is written, then synced, then acknowledged.</summary>
public sealed class SyncBeforeAcknowledgementTests : IDisposable
{
    private const int Commands = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_wal_is_synced_between_the_write_of_an_event_and_its_acknowledgement()
    {
        string file = _folder.File("trace");
        LedgerStore store = new(LedgerStoreKind.Sqlite, _folder.File("journal.db"), _folder.File("view.db"));
        await TraceAsync(store, file);
        string[] lines = await File.ReadAllLinesAsync(file);
        SyncTrace trace = new(lines, "/journal.db-wal");
        int expected = Enumerable.Range(0, Ledger.Writers).Sum(writer => Enumerable.Range(1, Commands).Sum(command => Ledger.Plan(writer, command).Events));
        trace.Told.Count.ShouldBe(expected);
        Dictionary<int, int> group = [];
        foreach ((string mark, int told) in trace.Told)
        {
            int written = trace.WrittenAt(mark).ShouldNotBeNull($"{mark} was never written to the WAL");
            int synced = trace.SyncedAfter(written).ShouldNotBeNull($"the WAL was not synced after {mark} was written");
            synced.ShouldBeLessThan(told, $"{mark} was acknowledged before the WAL was synced");
            group[synced] = group.GetValueOrDefault(synced) + 1;
        }

        // Otherwise the writers would not have shared commits, and this would show nothing of them.
        group.Values.Max().ShouldBeGreaterThan(10);
        Print($"{trace.Told.Count} acknowledgements of {Ledger.Writers} writers, each after a completed fdatasync of the WAL that began after its frame was written; {group.Count} syncs, up to {group.Values.Max()} events to one");
        Print(Excerpt(lines, group.MaxBy(pair => pair.Value).Key));
    }

    /// <summary>The lines around a sync, without the content of the pages.</summary>
    private static string Excerpt(string[] lines, int sync) =>
        string.Join('\n', lines.Skip(sync - 8).Take(16).Select(line => line.Length <= 150 ? line : $"{line[..100]} … {line[^45..]}"));

    private async Task TraceAsync(LedgerStore store, string file)
    {
        using (Process probe = Process.Start(new ProcessStartInfo("strace", ["-f", "-o", _folder.File("probe"), "true"]) { RedirectStandardError = true, UseShellExecute = false })!)
        {
            string said = await probe.StandardError.ReadToEndAsync().WaitAsync(Patience);
            Assert.SkipWhen(said.Contains("ptrace", StringComparison.Ordinal) && said.Contains("not permitted", StringComparison.Ordinal), $"Processes cannot be traced here: {said.Trim()}");
        }

        ProcessStartInfo info = LedgerRun.StartInfo(store, "strace", "-f", "-y", "-qq", "-s", "4200", "-e", "trace=fdatasync,fsync,pwrite64,write", "-o", file);
        info.Environment[LedgerProcess.LimitVariable] = $"{Commands}";
        info.Environment[LedgerProcess.TextVariable] = "1";
        using Process process = Process.Start(info)!;
        try
        {
            await process.StandardInput.WriteLineAsync("go");
            await process.StandardInput.FlushAsync();
            await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await process.WaitForExitAsync().WaitAsync(Patience);
            process.ExitCode.ShouldBe(0);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
