using System.Diagnostics;
using System.Globalization;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>What the operating system sees of fifty writers that share commits: each event is written, then synced, then acknowledged.</summary>
public sealed class SyncBeforeAcknowledgementTests : IDisposable
{
    private const int Commands = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    private static int Events => Enumerable.Range(0, Ledger.Writers).Sum(writer => Enumerable.Range(1, Commands).Sum(command => Ledger.Plan(writer, command).Events));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task On_SQLite_the_wal_is_synced_between_the_write_of_an_event_and_its_acknowledgement()
    {
        string[] lines = await TraceAsync(new(LedgerStoreKind.Sqlite, _folder.File("journal.db"), _folder.File("views")), []);
        Check(lines, "/journal.db-wal", mayBeSplit: 0);
    }

    [Fact]
    public async Task On_PostgreSQL_the_log_is_synced_between_the_write_of_an_event_and_its_acknowledgement()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        LedgerStore store = new(LedgerStoreKind.Postgres, await server.NewDatabaseAsync(), _folder.File("views"));
        int postmaster = server.ProcessId!.Value;
        string[] lines = await TraceAsync(store, [postmaster, .. LogWritersOf(postmaster)]);

        // The end of a page of the log cuts a few marks in two.
        Check(lines, "/pg_wal/", mayBeSplit: Events / 20);
    }

    private static void Check(string[] lines, string log, int mayBeSplit)
    {
        SyncTrace trace = new(lines, log);
        trace.Told.Count.ShouldBe(Events);
        trace.Told.Keys.Count(mark => trace.WrittenAt(mark) is null).ShouldBeLessThanOrEqualTo(mayBeSplit, "events that were acknowledged, and never written to the log");
        Dictionary<int, int> group = [];
        foreach ((string mark, int told) in trace.Told)
        {
            if (trace.WrittenAt(mark) is { } written)
            {
                int synced = trace.SyncedAfter(written).ShouldNotBeNull($"the log was not synced after {mark} was written");
                synced.ShouldBeLessThan(told, $"{mark} was acknowledged before the log was synced");
                group[synced] = group.GetValueOrDefault(synced) + 1;
            }
        }

        // Otherwise the writers would not have shared commits, and this would show nothing of them.
        group.Values.Max().ShouldBeGreaterThan(10);
        Print($"{log}: {group.Values.Sum()} of {Events} acknowledgements of {Ledger.Writers} writers, each after a completed sync of the log that began after the event was written to it; {group.Count} syncs, up to {group.Values.Max()} events to one");
        Print(Excerpt(lines, group.MaxBy(pair => pair.Value).Key));
    }

    /// <summary>The lines around a sync, without the content of the pages.</summary>
    private static string Excerpt(string[] lines, int sync) =>
        string.Join('\n', lines.Skip(Math.Max(0, sync - 6)).Take(14).Select(line => line.Length <= 150 ? line : $"{line[..100]} … {line[^45..]}"));

    /// <summary>Runs the writers to their end under strace, and the given processes with them: one trace, in one order.</summary>
    private async Task<string[]> TraceAsync(LedgerStore store, int[] others)
    {
        await SkipWithoutTracingAsync();
        string file = _folder.File("trace");
        await using LedgerRun run = LedgerRun.Start(store, commands: Commands);
        await run.UntilReadyAsync();
        int[] traced = [run.Id, .. others];
        using Process strace = Process.Start(new ProcessStartInfo(
            "strace", ["-f", "-y", "-qq", "-s", "200000", "-e", "trace=fdatasync,fsync,pwrite64,write", "-o", file, .. traced.SelectMany(id => new[] { "-p", $"{id}" })]))!;
        try
        {
            using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(10));
            long start = Stopwatch.GetTimestamp();
            while (!traced.All(IsTraced))
            {
                strace.HasExited.ShouldBeFalse("strace ended");
                Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Patience, "strace does not attach");
                await tick.WaitForNextTickAsync();
            }

            await run.GoAsync(null);
            await run.UntilEndedAsync();
        }
        finally
        {
            // It ends with the last process that it follows.
            using Process? end = strace.HasExited ? null : Process.Start("kill", ["-INT", $"{strace.Id}"]);
            await strace.WaitForExitAsync().WaitAsync(Patience);
        }

        return await File.ReadAllLinesAsync(file);
    }

    private async Task SkipWithoutTracingAsync()
    {
        using Process probe = Process.Start(new ProcessStartInfo("strace", ["-f", "-o", _folder.File("probe"), "true"]) { RedirectStandardError = true, UseShellExecute = false })!;
        string said = await probe.StandardError.ReadToEndAsync().WaitAsync(Patience);
        Assert.SkipWhen(said.Contains("ptrace", StringComparison.Ordinal) && said.Contains("not permitted", StringComparison.Ordinal), $"Processes cannot be traced here: {said.Trim()}");
    }

    // Every thread of it.
    private static bool IsTraced(int process) =>
        Directory.GetDirectories($"/proc/{process}/task").All(task => File.ReadLines(Path.Combine(task, "status")).Any(line => line.StartsWith("TracerPid:", StringComparison.Ordinal) && line[10..].Trim() is not "0"));

    // The server's processes that write the log beside its connections, which strace follows from their start.
    private static int[] LogWritersOf(int postmaster) =>
    [
        .. File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            .Where(id => File.Exists($"/proc/{id}/cmdline") && File.ReadAllText($"/proc/{id}/cmdline") is string name && (name.Contains("walwriter", StringComparison.Ordinal) || name.Contains("checkpointer", StringComparison.Ordinal))),
    ];

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
