using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>Decides where and for how long actors run.</summary>
public abstract class MessageDispatcher
{
    /// <summary>Enough to hide the cost of scheduling, few enough to stay fair; the default of the reference configuration too.</summary>
    public const int DefaultThroughput = 30;

    private protected MessageDispatcher(string id, int throughput, TimeSpan throughputDeadlineTime = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(throughput);
        ArgumentOutOfRangeException.ThrowIfLessThan(throughputDeadlineTime, TimeSpan.Zero);
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
    }

    /// <summary>The name that <c>Props.WithDispatcher</c> takes.</summary>
    public string Id { get; }

    /// <summary>How many messages one actor handles before others get their turn.</summary>
    public int Throughput { get; }

    /// <summary>After how long others get their turn also earlier, on the system's clock; zero for no such limit.</summary>
    public TimeSpan ThroughputDeadlineTime { get; }

    /// <summary>The mailbox of its actors, where its section names one.</summary>
    internal MailboxType? MailboxType { get; init; }

    /// <summary>The timestamp at which a turn that begins now ends; 0 for none.</summary>
    internal long Deadline(TimeProvider time) =>
        ThroughputDeadlineTime == TimeSpan.Zero ? 0 : time.GetTimestamp() + Math.Max(1, (long)(ThroughputDeadlineTime.TotalSeconds * time.TimestampFrequency));

    /// <summary>What runs one actor; by default the dispatcher itself.</summary>
    internal virtual MessageDispatcher ForActor(ActorPath path) => this;

    /// <summary>Runs a mailbox.</summary>
    /// <param name="mailbox">What to run.</param>
    /// <param name="yielding">Whether it has just run, and should let others go first.</param>
    internal abstract void Execute(Mailbox mailbox, bool yielding);

    /// <summary>Runs a mailbox on this thread, if it is one that the dispatcher uses; the caller has nothing left to do on it.</summary>
    internal virtual void ExecuteHere(Mailbox mailbox) => Execute(mailbox, yielding: false);
}
