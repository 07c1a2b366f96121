using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>A persistent actor that declares its handlers in the constructor and in <see cref="Become(Action)"/>. They are tried in the order of declaration.</summary>
public abstract class ReceivePersistentActor : Eventsourced
{
    private readonly List<Func<object, bool>> _recovers = [];
    private readonly List<Func<object, bool>> _initial = [];
    private List<Func<object, bool>>? _building;

    /// <summary>Called by the kernel.</summary>
    protected ReceivePersistentActor() => _building = _initial;

    internal sealed override void OnConstructed() => _building = null;

    /// <inheritdoc/>
    protected sealed override bool ReceiveCommand(object message) => TryHandle(_initial, message);

    /// <inheritdoc/>
    protected sealed override bool ReceiveRecover(object message) => TryHandle(_recovers, message);

    /// <summary>Handles a replayed event, the <see cref="SnapshotOffer"/> or <see cref="RecoveryCompleted"/>.</summary>
    protected void Recover<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (_building is null)
        {
            throw new InvalidOperationException("Recover can be declared only in the constructor.");
        }

        _recovers.Add(Handler(handler, shouldHandle));
    }

    /// <summary>Handles whatever else is replayed.</summary>
    protected void RecoverAny(Action<object> handler) => Recover(handler);

    /// <summary>Handles commands of a type.</summary>
    protected void Command<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Builder.Add(Handler(handler, shouldHandle));
    }

    /// <summary>Handles commands of a type that satisfy a predicate.</summary>
    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) => Command(handler, shouldHandle);

    /// <summary>Handles commands of a type where the handler returns true; else the next one is tried.</summary>
    protected void Command<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Builder.Add(message => message is T typed && handler(typed));
    }

    /// <summary>Handles commands of a type asynchronously: further ones wait until it ends. No Task may be awaited inside a handler given to Persist.</summary>
    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Command(message => RunCommandTask(() => handler(message)), shouldHandle);
    }

    /// <summary>Handles whatever is left; declare it last.</summary>
    protected void CommandAny(Action<object> handler) => Command(handler);

    /// <summary>Handles whatever is left, asynchronously; declare it last.</summary>
    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAsync(handler);

    /// <summary>Replaces the handling of commands by what <paramref name="configure"/> declares with <c>Command</c>.</summary>
    protected void Become(Action configure) => Context.Become(Build(configure));

    /// <summary>Puts what <paramref name="configure"/> declares over the present handling of commands.</summary>
    protected void BecomeStacked(Action configure) => Context.BecomeStacked(Build(configure));

    private List<Func<object, bool>> Builder => _building
        ?? throw new InvalidOperationException("Handlers can be declared only in the constructor and in the action given to Become.");

    private static Func<object, bool> Handler<T>(Action<T> handler, Predicate<T>? shouldHandle) => message =>
    {
        if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed)))
        {
            return false;
        }

        handler(typed);
        return true;
    };

    private static bool TryHandle(List<Func<object, bool>> handlers, object message)
    {
        foreach (Func<object, bool> handler in handlers)
        {
            if (handler(message))
            {
                return true;
            }
        }

        return false;
    }

    private Receive Build(Action configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        List<Func<object, bool>>? outer = _building;
        List<Func<object, bool>> handlers = [];
        _building = handlers;
        try
        {
            configure();
        }
        finally
        {
            _building = outer;
        }

        return message => TryHandle(handlers, message);
    }
}
