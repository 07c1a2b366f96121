namespace Sapphire.Persistence.Tests.Faults;

/// <summary>
/// Persists one command after the other without end, in all four ways, with a snapshot every few events and older ones deleted; says
/// what it has recovered, and each event once it is stored.
/// </summary>
internal sealed class LedgerActor : ReceivePersistentActor
{
    private const int SnapshotEvery = 4;
    private const int MaxPending = 4;
    private readonly int _writer;
    private readonly long _lastCommand;
    private LedgerState _state = LedgerState.Empty;
    private long _command;
    private long _keptSnapshot;
    private int _pending;
    private bool _nextTold;

    public LedgerActor(int writer, long commands, ILedgerReport report)
    {
        _writer = writer;
        Recover<Entered>(entered => _state = _state.Apply(entered));
        Recover<SnapshotOffer>(offer => _state = (LedgerState)offer.Snapshot);
        Recover<RecoveryCompleted>(_ =>
        {
            report.Recovered(writer, LastSequenceNr, _state, WriterEpoch);
            _command = _state.Command;
            Next();
        });
        Command<Proceed>(_ =>
        {
            _nextTold = false;
            if (_command < _lastCommand)
            {
                Enter(report);
            }
        });
        Command<SaveSnapshotSuccess>(saved =>
        {
            // The newest two stay.
            if (_keptSnapshot > 0)
            {
                DeleteSnapshots(new(_keptSnapshot - 1));
            }

            _keptSnapshot = saved.Metadata.SequenceNr;
        });
        _lastCommand = commands;
    }

    public override string PersistenceId => Ledger.Id(_writer);

    private void Enter(ILedgerReport report)
    {
        long command = ++_command;
        LedgerCommand plan = Ledger.Plan(_writer, command);
        Entered[] events = [.. Enumerable.Range(0, plan.Events).Select(index => Ledger.Event(_writer, command, index, plan.Events))];
        _pending++;
        switch (plan.Way)
        {
            case LedgerWay.Persist:
                Persist(events[0], Stored);
                break;
            case LedgerWay.PersistAll:
                PersistAll(events, Stored);
                break;
            case LedgerWay.PersistAsync:
                PersistAsync(events[0], Stored);
                Next();
                break;
            default:
                PersistAllAsync(events, Stored);
                Next();
                break;
        }

        void Stored(Entered entered)
        {
            _state = _state.Apply(entered);
            report.Acknowledge(_writer, LastSequenceNr, entered.Text);
            if (_state.Count % SnapshotEvery == 0)
            {
                SaveSnapshot(_state);
            }

            if (entered.Index == entered.Of - 1)
            {
                _pending--;
                Next();
            }
        }
    }

    // A few writes under way at once, not more: the mailbox stays short.
    private void Next()
    {
        if (!_nextTold && _pending < MaxPending)
        {
            _nextTold = true;
            Self.Tell(Proceed.Instance, Self);
        }
    }

    private sealed record Proceed
    {
        public static readonly Proceed Instance = new();
    }
}
