#pragma warning disable MA0048 // A handler that waits, in its forms.
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

/// <summary>A handler that waits for its event to be stored, or only for its turn.</summary>
internal abstract class Invocation(bool stashing)
{
    /// <summary>The next of the same batch.</summary>
    public Invocation? Next { get; set; }

    /// <summary>Whether commands are held back until it has run.</summary>
    public bool Stashing => stashing;

    /// <summary>What is stored; null where nothing is.</summary>
    public JournalEntry? Entry { get; set; }

    /// <summary>Why the event cannot be stored; its handler does not run then.</summary>
    public Exception? Rejection { get; set; }

    /// <summary>The number that a rejected event would have had.</summary>
    public long RejectedSequenceNr { get; set; }

    /// <summary>What the handler gets.</summary>
    public abstract object Event { get; }

    /// <summary>Whether the handler may end later.</summary>
    public virtual bool IsAsync => false;

    /// <summary>Runs the handler.</summary>
    public abstract Task Run();
}

/// <summary>The usual handler.</summary>
internal sealed class Invocation<TEvent>(TEvent @event, Action<TEvent> handler, bool stashing) : Invocation(stashing)
    where TEvent : notnull
{
    private readonly TEvent _event = @event ?? throw new ArgumentNullException(nameof(@event));
    private readonly Action<TEvent> _handler = handler ?? throw new ArgumentNullException(nameof(handler));

    public override object Event => _event;

    public override Task Run()
    {
        _handler(_event);
        return Task.CompletedTask;
    }
}

/// <summary>An asynchronous handler.</summary>
internal sealed class AsyncInvocation<TEvent>(TEvent @event, Func<TEvent, Task> handler, bool stashing) : Invocation(stashing)
    where TEvent : notnull
{
    private readonly TEvent _event = @event ?? throw new ArgumentNullException(nameof(@event));
    private readonly Func<TEvent, Task> _handler = handler ?? throw new ArgumentNullException(nameof(handler));

    public override object Event => _event;

    public override bool IsAsync => true;

    public override Task Run() => _handler(_event);
}
