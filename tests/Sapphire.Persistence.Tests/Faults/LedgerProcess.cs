using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>
/// This executable, run again to be killed: an actor system with fifty persistent actors and a read model. It waits for a line on its
/// input, so that its start is not part of what is measured, and then says in lines what happens:
/// "r writer number count command hash epoch" once a writer has recovered, "a writer number" once an event is stored, "s" once the
/// read model was built anew and has taken the place of the one before.
/// </summary>
internal static class LedgerProcess
{
    /// <summary>Holds the store; its presence makes this process a writer.</summary>
    public const string Variable = "SAPPHIRE_TEST_LEDGER";

    /// <summary>Holds another store, for what runs before anything is measured; a SQLite file of its own when absent.</summary>
    public const string WarmVariable = "SAPPHIRE_TEST_LEDGER_WARM";

    /// <summary>Commands after which each writer ends by itself; none when absent.</summary>
    public const string LimitVariable = "SAPPHIRE_TEST_LEDGER_COMMANDS";

    /// <summary>Also acknowledges the event's text, as a trace of the process can be searched for it.</summary>
    public const string TextVariable = "SAPPHIRE_TEST_LEDGER_TEXT";

    /// <summary>Builds the read model anew without end, while the writers write.</summary>
    public const string RebuildVariable = "SAPPHIRE_TEST_LEDGER_REBUILD";

    public static async Task<int> RunAsync(string store)
    {
        long commands = long.TryParse(Environment.GetEnvironmentVariable(LimitVariable), out long given) ? given : long.MaxValue;
        await WarmUpAsync();
        await using Stream output = Console.OpenStandardOutput();
        output.Write("ready\n"u8);
        if (Console.In.ReadLine() is not { } order)
        {
            return 0;
        }

        _ = Task.Run(EndWithParent);
        LedgerStore parsed = LedgerStore.Parse(store) with { CheckpointBytes = long.TryParse(order, out long bytes) ? bytes : null };
        await RunAsync(parsed, commands, Ledger.Writers, output, Environment.GetEnvironmentVariable(TextVariable) is "1");
        return 0;
    }

    // A test that is killed leaves no writer behind.
    private static void EndWithParent()
    {
        while (Console.In.ReadLine() is not null)
        {
        }

        Environment.Exit(3);
    }

    // Compiles what will run, on a store of its own.
    private static async Task WarmUpAsync()
    {
        using TemporaryFolder folder = new();
        LedgerStore store = Environment.GetEnvironmentVariable(WarmVariable) is { Length: > 0 } given
            ? LedgerStore.Parse(given)
            : new(LedgerStoreKind.Sqlite, folder.File("warm.db"), folder.File("warm-views"));
        await RunAsync(store, 12, 2, Stream.Null, false);
    }

    private static async Task RunAsync(LedgerStore store, long commands, int writers, Stream output, bool texts)
    {
        Report report = new(output, texts, writers);
        await using IJournal journal = store.Open();
        await using ActorSystem system = ActorSystem.Create("ledgers", new ActorSystemSetup { LoggerFactory = NullLoggerFactory.Instance });
        Persistence.Add(system, journal, Ledger.Catalog());
        await using LedgerViews views = store.OpenViews();
        await using Projection projection = LedgerView.Start(views.Store, journal);
        system.ActorOf(Props.Create(() => new LedgerKeeper(writers, commands, report)), "keeper");
        while (output != Stream.Null && Environment.GetEnvironmentVariable(RebuildVariable) is "1")
        {
            await projection.RebuildAsync();
            report.Switched();
        }

        await report.Done;
    }

    private sealed class Report(Stream output, bool texts, int writers) : ILedgerReport
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _ended;

        public Task Done => _done.Task;

        public void Recovered(int writer, long sequenceNr, LedgerState state, long epoch) =>
            Line($"r {writer} {sequenceNr} {state.Count} {state.Command} {state.Hash} {epoch}");

        public void Acknowledge(int writer, long sequenceNr, string text) => Line(texts ? $"a {writer} {sequenceNr} {text}" : $"a {writer} {sequenceNr}");

        public void Switched() => Line("s");

        public void Ended(int writer)
        {
            if (Interlocked.Increment(ref _ended) == writers)
            {
                _done.TrySetResult();
            }
        }

        // One write for each line, at once: what is in the pipe was acknowledged, whatever happens then.
        private void Line(string line)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(line + "\n");
            lock (_lock)
            {
                output.Write(bytes);
                output.Flush();
            }
        }
    }
}
