using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>Starts the writers, and starts one again that stopped since the store failed.</summary>
internal sealed class LedgerKeeper : ReceiveActor
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    public LedgerKeeper(int writers, long commands, ILedgerReport report, TaskCompletionSource done)
    {
        int ended = 0;
        Counting counting = new(report, commands, () =>
        {
            if (Interlocked.Increment(ref ended) == writers)
            {
                done.TrySetResult();
            }
        });
        Receive<int>(Start);
        Receive<Terminated>(terminated => Context.System.Scheduler.ScheduleTellOnce(Delay, Self, int.Parse(terminated.ActorRef.Path.Name.Split('-')[0]), Self));
        for (int writer = 0; writer < writers; writer++)
        {
            Start(writer);
        }

        void Start(int writer) =>
            Context.Watch(Context.ActorOf(Props.Create(() => new LedgerActor(writer, commands, counting)), $"{writer}-{Guid.NewGuid():N}"));
    }

    // Learns from the last event that a writer is at its end.
    private sealed class Counting(ILedgerReport report, long commands, Action ended) : ILedgerReport
    {
        public void Recovered(int writer, long sequenceNr, LedgerState state, long epoch)
        {
            report.Recovered(writer, sequenceNr, state, epoch);
            if (state.Command >= commands)
            {
                ended();
            }
        }

        public void Acknowledge(int writer, long sequenceNr, string text)
        {
            report.Acknowledge(writer, sequenceNr, text);
            if (commands != long.MaxValue && text.StartsWith(Last(writer), StringComparison.Ordinal))
            {
                ended();
            }
        }

        private string Last(int writer) => $"{Ledger.Id(writer)}:{commands}:{Ledger.Plan(writer, commands).Events - 1}:";
    }
}
