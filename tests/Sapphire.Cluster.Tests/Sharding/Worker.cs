using Sapphire.Cluster.Sharding;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>An entity that stores commands by their ids and answers. The kind of a command says how it behaves.</summary>
internal sealed class Worker : ReceiveActor, IWithTimers
{
    private readonly string _id;
    private readonly Ledger _ledger;
    private long _epoch;

    public Worker(string id, string node, Ledger ledger)
    {
        if (id.StartsWith("broken", StringComparison.Ordinal)) throw new InvalidOperationException("It cannot be made.");
        _id = id;
        _ledger = ledger;
        Receive<Work>(work =>
        {
            switch (work.Kind)
            {
                case "poison":
                    throw new FormatException("I cannot stand this.");
                case "crash-before" when ledger.IsFirst(work.Id):
                    throw new InvalidOperationException("Before it is stored.");
                case "silent":
                    return;
                case "silent-once" when ledger.IsFirst(work.Id):
                    return;
                case "busy":
                    Context.Parent.Tell(EntityWork.Begun, Self);
                    break;
                case "quiet":
                    Context.Parent.Tell(EntityWork.Ended, Self);
                    break;
                case "leave":
                    Context.Parent.Tell(new Passivate(PoisonPill.Instance));
                    break;
            }

            ledger.Store(id, _epoch, work.Id);
            if (work.Kind == "crash-after" && ledger.IsFirst(work.Id)) throw new InvalidOperationException("After it is stored.");
            Sender.Tell(new Worked(work.Id, node));
            if (work.Kind == "stream") Sender.Tell($"more of {work.Id}");
        });
        Receive<HandOver>(over =>
        {
            // It has something to finish.
            if (!over.Finished) Timers.StartSingleTimer("finish", new HandOver(Finished: true), TimeSpan.FromMilliseconds(20));
            if (!over.Finished) return;
            ledger.Leave();
            Context.Stop(Self);
        });
        Receive<Note>(note => ledger.Notes.Enqueue($"{id}: {note.Text}"));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => _epoch = _ledger.Begin(_id);

    protected override void PostStop() => _ledger.End(_id);

    /// <summary>Its shard is handed over.</summary>
    internal sealed record HandOver(bool Finished = false) : INoSerializationVerificationNeeded;
}
