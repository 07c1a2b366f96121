using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>A persistent actor that declares its handlers in the constructor and in <see cref="Become(Action)"/>. They are tried in the order of declaration.</summary>
public abstract class ReceivePersistentActor : Eventsourced
{
    private readonly PersistentHandlers _recovers = new();
    private readonly PersistentHandlers _initial = new();
    private PersistentHandlers? _building;

    /// <summary>Called by the kernel.</summary>
    protected ReceivePersistentActor() => _building = _initial;

    internal sealed override void OnConstructed() => _building = null;

    /// <inheritdoc/>
    protected sealed override bool ReceiveCommand(object message) => _initial.TryHandle(message);

    /// <inheritdoc/>
    protected sealed override bool ReceiveRecover(object message) => _recovers.TryHandle(message);

    /// <summary>Handles a replayed event, the <see cref="SnapshotOffer"/> or <see cref="RecoveryCompleted"/>.</summary>
    protected void Recover<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Recovers.Add(handler, shouldHandle);

    /// <summary>Handles replayed events that satisfy a predicate.</summary>
    protected void Recover<T>(Predicate<T> shouldHandle, Action<T> handler) => Recovers.Add(handler, shouldHandle);

    /// <summary>Handles replayed events where the handler returns true; else the next one is tried.</summary>
    protected void Recover<T>(Func<T, bool> handler) => Recovers.Add(handler);

    /// <summary>Handles replayed events of a type known at run time.</summary>
    protected void Recover(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) => Recovers.Add(messageType, handler, shouldHandle);

    /// <summary>Handles replayed events of a type known at run time that satisfy a predicate.</summary>
    protected void Recover(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Recovers.Add(messageType, handler, shouldHandle);

    /// <summary>Handles replayed events of a type known at run time where the handler returns true; else the next one is tried.</summary>
    protected void Recover(Type messageType, Func<object, bool> handler) => Recovers.Add(messageType, handler);

    /// <summary>Handles whatever else is replayed; declare it last.</summary>
    protected void RecoverAny(Action<object> handler) => Recovers.Add(handler);

    /// <summary>Handles commands of a type.</summary>
    protected void Command<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Builder.Add(handler, shouldHandle);

    /// <summary>Handles commands of a type that satisfy a predicate.</summary>
    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) => Builder.Add(handler, shouldHandle);

    /// <summary>Handles commands of a type where the handler returns true; else the next one is tried.</summary>
    protected void Command<T>(Func<T, bool> handler) => Builder.Add(handler);

    /// <summary>Handles commands of a type known at run time.</summary>
    protected void Command(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) => Builder.Add(messageType, handler, shouldHandle);

    /// <summary>Handles commands of a type known at run time that satisfy a predicate.</summary>
    protected void Command(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Builder.Add(messageType, handler, shouldHandle);

    /// <summary>Handles commands of a type known at run time where the handler returns true; else the next one is tried.</summary>
    protected void Command(Type messageType, Func<object, bool> handler) => Builder.Add(messageType, handler);

    /// <summary>Handles commands of a type asynchronously: all further messages wait until it ends, and what it persisted is stored then.</summary>
    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Builder.Add<T>(message => RunTask(() => handler(message)), shouldHandle);
    }

    /// <summary>Handles commands of a type that satisfy a predicate, asynchronously.</summary>
    protected void CommandAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => CommandAsync(handler, shouldHandle);

    /// <summary>Handles commands of a type known at run time, asynchronously.</summary>
    protected void CommandAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Builder.Add(messageType, message => RunTask(() => handler(message)), shouldHandle);
    }

    /// <summary>Handles commands of a type known at run time that satisfy a predicate, asynchronously.</summary>
    protected void CommandAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) => CommandAsync(messageType, handler, shouldHandle);

    /// <summary>Handles whatever is left; no handler may follow.</summary>
    protected void CommandAny(Action<object> handler) => Builder.Add(handler);

    /// <summary>Handles whatever is left, asynchronously; no handler may follow.</summary>
    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAsync(handler);

    /// <summary>Replaces the handling of commands by what <paramref name="configure"/> declares with <c>Command</c>.</summary>
    protected void Become(Action configure) => Context.Become(Build(configure));

    /// <summary>Puts what <paramref name="configure"/> declares over the present handling of commands.</summary>
    protected void BecomeStacked(Action configure) => Context.BecomeStacked(Build(configure));

    private PersistentHandlers Recovers => _building is null
        ? throw new InvalidOperationException("Recover can be declared only in the constructor.")
        : _recovers;

    private PersistentHandlers Builder => _building
        ?? throw new InvalidOperationException("Handlers can be declared only in the constructor and in the action given to Become.");

    private Receive Build(Action configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        PersistentHandlers? outer = _building;
        PersistentHandlers handlers = new();
        _building = handlers;
        try
        {
            configure();
        }
        finally
        {
            _building = outer;
        }

        return handlers.TryHandle;
    }
}
