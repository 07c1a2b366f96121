using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Dispatch;

/// <summary>
/// The messages of one actor and the right to run it.
/// <code>
/// status word:  [ suspend count | Scheduled | Closed ]
///   idle ──post──► Scheduled ──run──► idle        (one run at a time: who sets Scheduled hands it to the dispatcher)
///   any  ──actor ends──► Closed                   (what is left, or comes later, goes to the dead letters)
/// </code>
/// A poster first enqueues, then reads the status behind a full fence; the owner first changes the status, then looks at the
/// queues. So one of the two always sees the other, and no message is left behind.
/// </summary>
internal sealed class Mailbox(ActorCell cell, MessageDispatcher dispatcher, MessageQueue queue) : IThreadPoolWorkItem
{
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int SuspendUnit = 4;

    /// <summary>The head of the system queue of an actor that has ended.</summary>
    private static readonly SystemMessage EndOfSystemQueue = new Create();

    private int _status;

    // The actor is made before anything else happens to it, also where others find it before it is started.
    private SystemMessage? _system = new Create();
    private Stack<Envelope>? _front;
    private int _overflowed;

    public MessageQueue Queue => queue;

    public MessageDispatcher Dispatcher => dispatcher;

    /// <summary>Whether it runs, or is about to.</summary>
    public bool IsScheduled => (Volatile.Read(ref _status) & Scheduled) != 0;

    public bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    public bool IsSuspended => Volatile.Read(ref _status) >= SuspendUnit;

    /// <summary>Runs a new mailbox for the first time, unless a message was quicker.</summary>
    public void Start() => Schedule(yielding: false);

    /// <summary>Keeps a new mailbox from running until <see cref="Release"/>, so that another thread may still set its actor up.</summary>
    public void Hold() => Interlocked.Or(ref _status, Scheduled);

    /// <summary>Ends <see cref="Hold"/>, and runs what has come meanwhile.</summary>
    public void Release() => dispatcher.Execute(this, yielding: false);

    public void Post(object message, IActorRef? sender)
    {
        if ((Volatile.Read(ref _status) & Closed) != 0)
        {
            cell.System.DeadLetterMailbox.PublishDeadLetter(message, sender, cell.Self);
            return;
        }

        if (queue.Enqueue(new Envelope(message, sender), out Envelope dropped)) OnDropped(dropped);
        Interlocked.MemoryBarrier();
        Schedule(yielding: false);
    }

    /// <summary>The owner has learnt of the overflow; the next one is news again.</summary>
    public void OverflowSeen() => Volatile.Write(ref _overflowed, 0);

    private void OnDropped(in Envelope dropped)
    {
        cell.System.DeadLetterMailbox.Publish(new Dropped(dropped.Message, "The mailbox is full.", dropped.Sender, cell.Self));
        if (queue.FailingCapacity > 0 && Interlocked.Exchange(ref _overflowed, 1) == 0) PostSystem(new MailboxOverflowed(queue.FailingCapacity));
    }

    public void PostSystem(SystemMessage message)
    {
        if (Enqueue(message)) Schedule(yielding: false);
    }

    /// <summary>
    /// The same; where nobody runs the actor, this thread does it at once, if it is one of those the dispatcher uses. Only as the last
    /// act of a work item: it saves the way through the pool's queue, and the waking of another thread for it.
    /// </summary>
    public void PostSystemAndRun(SystemMessage message)
    {
        if (Enqueue(message) && TrySchedule()) dispatcher.ExecuteHere(this);
    }

    private bool Enqueue(SystemMessage message)
    {
        SystemMessage? head = Volatile.Read(ref _system);
        while (true)
        {
            if (ReferenceEquals(head, EndOfSystemQueue))
            {
                message.OnDead(cell);
                return false;
            }

            message.Next = head;
            SystemMessage? seen = Interlocked.CompareExchange(ref _system, message, head);
            if (ReferenceEquals(seen, head)) return true;
            head = seen;
        }
    }

    /// <summary>Puts a message before all others; only while the actor runs.</summary>
    public void Prepend(in Envelope envelope) => (_front ??= new()).Push(envelope);

    /// <summary>No user message is taken until as many resumes have come; only while the actor runs.</summary>
    public void Suspend() => Interlocked.Add(ref _status, SuspendUnit);

    /// <summary>Takes one suspension back; only while the actor runs.</summary>
    public void Resume()
    {
        if (Volatile.Read(ref _status) >= SuspendUnit) Interlocked.Add(ref _status, -SuspendUnit);
    }

    private void Schedule(bool yielding)
    {
        if (TrySchedule()) dispatcher.Execute(this, yielding);
    }

    /// <summary>True for whoever now has to run the actor.</summary>
    private bool TrySchedule()
    {
        int status = Volatile.Read(ref _status);
        while (true)
        {
            if ((status & Closed) != 0)
            {
                DrainToDeadLetters();
                return false;
            }

            if ((status & Scheduled) != 0) return false;
            if (status >= SuspendUnit && Volatile.Read(ref _system) is null) return false;
            int seen = Interlocked.CompareExchange(ref _status, status | Scheduled, status);
            if (seen == status) return true;
            status = seen;
        }
    }

    void IThreadPoolWorkItem.Execute() => Run();

    /// <summary>Runs the actor for at most one turn of the dispatcher.</summary>
    public void Run()
    {
        ActorCell? previous = ActorCell.Current;
        ActorCell.Current = cell;
        try
        {
            ProcessSystem();
            int left = dispatcher.Throughput;
            long deadline = dispatcher.Deadline(cell.System.TimeProvider);
            while ((Volatile.Read(ref _status) & ~Scheduled) == 0 && TryDequeue(out Envelope envelope))
            {
                cell.Invoke(envelope);
                if (Volatile.Read(ref _system) is not null) ProcessSystem();
                if (--left == 0 || (deadline != 0 && cell.System.TimeProvider.GetTimestamp() >= deadline)) break;
            }

            cell.OnIdle();
        }
        finally
        {
            ActorCell.Current = previous;
        }

        int status = Interlocked.And(ref _status, ~Scheduled) & ~Scheduled;
        if ((status & Closed) != 0) return;
        if (Volatile.Read(ref _system) is not null || (status < SuspendUnit && HasUserMessages)) Schedule(yielding: true);
    }

    private bool HasUserMessages => _front is { Count: > 0 } || queue.HasMessages;

    private bool TryDequeue(out Envelope envelope)
    {
        if (_front is not null && _front.TryPop(out envelope)) return true;
        return queue.TryDequeue(out envelope);
    }

    private void ProcessSystem()
    {
        while (Volatile.Read(ref _system) is { } some && !ReferenceEquals(some, EndOfSystemQueue))
        {
            SystemMessage? batch = Reverse(Interlocked.Exchange(ref _system, null));
            while (batch is not null)
            {
                SystemMessage message = batch;
                batch = message.Next;
                message.Next = null;
                if (IsClosed) message.OnDead(cell);
                else cell.SystemInvoke(message);
            }

            // The actor ended while this batch was away from the queue.
            if (IsClosed) return;
        }
    }

    private static SystemMessage? Reverse(SystemMessage? head)
    {
        SystemMessage? reversed = null;
        while (head is not null)
        {
            SystemMessage? next = head.Next;
            head.Next = reversed;
            reversed = head;
            head = next;
        }

        return reversed;
    }

    /// <summary>The actor has ended; only while it runs.</summary>
    public void Close()
    {
        Interlocked.Or(ref _status, Closed);
        SystemMessage? left = Reverse(Interlocked.Exchange(ref _system, EndOfSystemQueue));
        while (left is not null)
        {
            SystemMessage? next = left.Next;
            left.Next = null;
            left.OnDead(cell);
            left = next;
        }

        DrainToDeadLetters();
        queue.Release();
    }

    private void DrainToDeadLetters()
    {
        lock (queue)
        {
            while (TryDequeue(out Envelope e)) cell.System.DeadLetterMailbox.PublishDeadLetter(e.Message, e.Sender, cell.Self);
        }
    }
}
