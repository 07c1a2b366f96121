using System.Text.Json;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>
/// What must be in the journal, kept beside it: after each kill it reads what is new, event by event, and compares acknowledgements,
/// recovered states, snapshots and the read model with it.
/// </summary>
internal sealed class LedgerBook
{
    private readonly Account[] _accounts = [.. Enumerable.Range(0, Ledger.Writers).Select(writer => new Account(writer))];

    /// <summary>Events in the journal.</summary>
    public long Events => _accounts.Sum(account => account.State.Count);

    public long Acknowledged { get; private set; }

    public long Recoveries { get; private set; }

    public long Snapshots { get; private set; }

    public long HighestEpoch => _accounts.Max(account => account.Epoch);

    /// <summary>Compares one run, which has ended, with the journal.</summary>
    public async Task CheckAsync(LedgerRun run, IJournal journal, string where)
    {
        Acknowledged += run.Acknowledgements;
        Recoveries += run.Recoveries.Count;
        foreach (Account account in _accounts)
        {
            await account.ReadNewAsync(journal, where);
            run.Acknowledged[account.Writer].ShouldBeLessThanOrEqualTo(account.State.Count, $"{where}: an acknowledged event of writer {account.Writer} is missing");
            foreach (LedgerRecovery recovery in run.Recoveries.Where(recovery => recovery.Writer == account.Writer))
            {
                account.Check(recovery, where);
            }

            if (await journal.LoadSnapshotAsync(Ledger.Id(account.Writer)) is { } snapshot)
            {
                Snapshots++;
                account.Check(snapshot, where);
            }
        }
    }

    /// <summary>Compares the read model, which has caught up.</summary>
    public void CheckView(Dictionary<string, LedgerState> view, string where)
    {
        foreach (Account account in _accounts)
        {
            view.GetValueOrDefault(Ledger.Id(account.Writer), LedgerState.Empty).ShouldBe(account.State, $"{where}: the view of writer {account.Writer}");
        }
    }

    /// <summary>Reads the whole journal again, by id and in order of commit.</summary>
    public async Task CheckAllAsync(IJournal journal, string where)
    {
        foreach (Account account in _accounts)
        {
            Account again = new(account.Writer);
            await again.ReadNewAsync(journal, where);
            again.State.ShouldBe(account.State, $"{where}: writer {account.Writer}, read from the first event");
        }

        long after = 0;
        long rows = 0;
        long[] numbers = new long[Ledger.Writers];
        while (await journal.ReadAllAsync(after, 1000) is { IsEmpty: false } page)
        {
            foreach (JournalRow row in page)
            {
                row.Ordering.ShouldBeGreaterThan(after, where);
                after = row.Ordering;
                row.SequenceNr.ShouldBe(++numbers[Ledger.WriterOf(row.PersistenceId)], $"{where}: {row.PersistenceId} in the order of all events");
                rows++;
            }
        }

        rows.ShouldBe(Events, where);
    }

    private sealed class Account(int writer)
    {
        // What the events up to a number make; a newest snapshot can be of any of these numbers.
        private readonly Dictionary<long, LedgerState> _states = [];
        private long _rowEpoch;

        public int Writer => writer;

        public LedgerState State { get; private set; } = LedgerState.Empty;

        public long Epoch { get; private set; }

        public async Task ReadNewAsync(IJournal journal, string where)
        {
            int index = 0;
            int of = 0;
            string id = Ledger.Id(writer);
            await foreach (JournalRow row in journal.ReplayAsync(id, State.Count + 1))
            {
                string what = $"{where}: event {row.SequenceNr} of {id}";
                row.SequenceNr.ShouldBe(State.Count + 1, $"{what}: a gap or a double");
                row.Manifest.ShouldBe(Ledger.Manifest, what);
                row.Epoch.ShouldBeGreaterThanOrEqualTo(_rowEpoch, $"{what}: an older owner wrote after a newer one");
                _rowEpoch = row.Epoch;
                Entered entered = JsonSerializer.Deserialize(row.Payload, LedgerJson.Default.Entered)!;
                if (index == of)
                {
                    index = 0;
                    of = Ledger.Plan(writer, State.Command + 1).Events;
                }

                entered.ShouldBe(Ledger.Event(writer, index == 0 ? State.Command + 1 : State.Command, index, of), what);
                index++;
                State = State.Apply(entered);
                _states[State.Count] = State;
            }

            index.ShouldBe(of, $"{where}: of the last command of {id} only {index} of {of} events are stored");
        }

        public void Check(LedgerRecovery recovery, string where)
        {
            recovery.Epoch.ShouldBeGreaterThan(Epoch, $"{where}: the epoch of writer {writer} did not rise");
            Epoch = recovery.Epoch;
            recovery.State.ShouldBe(StateAt(recovery.SequenceNr, where), $"{where}: writer {writer} recovered another state at event {recovery.SequenceNr}");
        }

        public void Check(SnapshotRow snapshot, string where)
        {
            JsonSerializer.Deserialize(snapshot.Payload, LedgerJson.Default.LedgerState)
                .ShouldBe(StateAt(snapshot.SequenceNr, where), $"{where}: the snapshot of writer {writer} at event {snapshot.SequenceNr} is not what the events make");

            // No later one is older than this.
            foreach (long old in _states.Keys.Where(number => number < snapshot.SequenceNr).ToArray())
            {
                _states.Remove(old);
            }
        }

        private LedgerState StateAt(long number, string where) =>
            number == 0 ? LedgerState.Empty : _states.GetValueOrDefault(number).ShouldNotBeNull($"{where}: event {number} of writer {writer} is not among the last that are stored ({State.Count})");
    }
}
