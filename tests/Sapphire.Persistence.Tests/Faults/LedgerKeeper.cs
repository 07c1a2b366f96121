using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>Starts the writers, and starts one again that stopped since the store failed.</summary>
internal sealed class LedgerKeeper : ReceiveActor
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    public LedgerKeeper(int writers, long commands, ILedgerReport report)
    {
        Receive<int>(Start);
        Receive<Terminated>(terminated => Context.System.Scheduler.ScheduleTellOnce(Delay, Self, int.Parse(terminated.ActorRef.Path.Name.Split('-')[0]), Self));
        for (int writer = 0; writer < writers; writer++)
        {
            Start(writer);
        }

        void Start(int writer) =>
            Context.Watch(Context.ActorOf(Props.Create(() => new LedgerActor(writer, commands, report)), $"{writer}-{Guid.NewGuid():N}"));
    }
}
