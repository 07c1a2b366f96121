using System.Runtime.InteropServices;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

/// <summary>What one handler persisted: one write, and what to run after it.</summary>
internal sealed class Batch(Eventsourced owner, IActorRef? sender) : Answer(owner, sender)
{
    private Invocation? _first;
    private Invocation? _last;
    private Task<long>? _write;

    /// <summary>How many of it are stored.</summary>
    public int Entries { get; private set; }

    /// <summary>Whether the journal has answered; only in the actor.</summary>
    public bool Answered { get; private set; }

    public override bool IsDone => _first is null;

    public void Add(Invocation invocation)
    {
        if (_last is null)
        {
            _first = invocation;
        }
        else
        {
            _last.Next = invocation;
        }

        _last = invocation;
        if (invocation.Entry is not null)
        {
            Entries++;
        }
    }

    public Invocation? Take()
    {
        Invocation? first = _first;
        _first = first?.Next;
        return first;
    }

    /// <summary>Stores it; whatever goes wrong is the answer.</summary>
    public void Send(IJournal journal, string persistenceId, long epoch)
    {
        if (Entries == 0)
        {
            Answered = true;
            return;
        }

        JournalEntry[] entries = new JournalEntry[Entries];
        int count = 0;
        for (Invocation? one = _first; one is not null; one = one.Next)
        {
            if (one.Entry is { } entry)
            {
                entries[count++] = entry;
            }
        }

        try
        {
            _write = journal.WriteAsync(new(persistenceId, epoch, ImmutableCollectionsMarshal.AsImmutableArray(entries)));
        }
        catch (Exception e)
        {
            _write = Task.FromException<long>(e);
        }

        if (_write.IsCompleted)
        {
            // A journal in memory answers at once: no round trip through the mailbox.
            Answered = true;
        }
        else
        {
            // Nothing there may touch the actor: it runs on the thread that completes the write, or on one of the pool.
            _write.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Owner.PostLastAnswer(this));
        }
    }

    // Answers may overtake each other on their way; handlers run in the order of the writes.
    public override void Accept()
    {
        Answered = true;
        Owner.AcceptAnswered();
    }

    public override void Handle(Eventsourced owner)
    {
        if (_write is { IsCompletedSuccessfully: false } failed)
        {
            Invocation first = _first!;
            while (first.Entry is null)
            {
                first = first.Next!;
            }

            _first = null;
            owner.FailPersist(first, failed.Exception?.InnerException ?? new TaskCanceledException(failed));
            return;
        }

        while (!owner.IsAwaiting && Take() is { } invocation)
        {
            owner.Run(invocation);
        }
    }

    /// <summary>The number of invocations left, and of those that hold commands back.</summary>
    public (int All, int Stashing) Count()
    {
        int all = 0;
        int stashing = 0;
        for (Invocation? one = _first; one is not null; one = one.Next)
        {
            all++;
            stashing += one.Stashing ? 1 : 0;
        }

        return (all, stashing);
    }
}
