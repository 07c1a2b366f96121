namespace Sapphire.Kernel.Actor;

/// <summary>An actor that declares its handlers in the constructor and in <c>Become</c>. They are tried in the order of declaration.</summary>
public abstract class ReceiveActor : UntypedActor
{
    private readonly MessageHandlers _initial = new();
    private MessageHandlers? _building;

    /// <summary>Called by the kernel.</summary>
    protected ReceiveActor() => _building = _initial;

    internal override void OnConstructed() => _building = null;

    /// <inheritdoc />
    protected sealed override bool Receive(object message) => _initial.TryHandle(message);

    /// <summary>Not used: the declared handlers get the messages.</summary>
    protected sealed override void OnReceive(object message)
    {
    }

    /// <summary>Replaces the behaviour by the handlers that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure) => Context.Become(Build(configure).TryHandle);

    /// <summary>Puts the handlers that <paramref name="configure"/> declares over the present behaviour.</summary>
    protected void BecomeStacked(Action configure) => Context.BecomeStacked(Build(configure).TryHandle);

    /// <summary>Handles messages of a type.</summary>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new ActionHandler<T>(handler, shouldHandle));
        SealIfAny<T>(shouldHandle);
    }

    /// <summary>Handles messages of a type that satisfy a predicate.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Handles messages of a type where the handler returns true; else the next one is tried.</summary>
    protected void Receive<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new FuncHandler<T>(handler));
    }

    /// <summary>Handles messages of a type known at run time.</summary>
    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        Receive<object>(handler, m => messageType.IsInstanceOfType(m) && (shouldHandle is null || shouldHandle(m)));
    }

    /// <summary>Handles messages of a type known at run time that satisfy a predicate.</summary>
    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Receive(messageType, handler, shouldHandle);

    /// <summary>Handles messages of a type known at run time where the handler returns true; else the next one is tried.</summary>
    protected void Receive(Type messageType, Func<object, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        ArgumentNullException.ThrowIfNull(handler);
        Add(new FuncHandler<object>(m => messageType.IsInstanceOfType(m) && handler(m)));
    }

    /// <summary>Handles messages of a type asynchronously: user messages wait until it is done, and it goes on in the actor after each await.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new AsyncHandler<T>(handler, shouldHandle));
        SealIfAny<T>(shouldHandle);
    }

    /// <summary>Handles messages of a type that satisfy a predicate, asynchronously.</summary>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    /// <summary>Handles messages of a type known at run time, asynchronously.</summary>
    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        ReceiveAsync<object>(handler, m => messageType.IsInstanceOfType(m) && (shouldHandle is null || shouldHandle(m)));
    }

    /// <summary>Handles messages of a type known at run time that satisfy a predicate, asynchronously.</summary>
    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) => ReceiveAsync(messageType, handler, shouldHandle);

    /// <summary>Handles whatever is left; no handler may follow.</summary>
    protected void ReceiveAny(Action<object> handler) => Receive(handler);

    /// <summary>Handles whatever is left, asynchronously; no handler may follow.</summary>
    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAsync(handler);

    private MessageHandlers Builder => _building
        ?? throw new InvalidOperationException("Handlers can be declared only in the constructor and in the action given to Become.");

    // Whatever takes every object leaves nothing for a later handler.
    private void SealIfAny<T>(Predicate<T>? shouldHandle)
    {
        if (shouldHandle is null && typeof(T) == typeof(object)) Builder.Seal();
    }

    private void Add(MessageHandler handler) => Builder.Add(handler);

    private MessageHandlers Build(Action configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        MessageHandlers? outer = _building;
        var handlers = new MessageHandlers();
        _building = handlers;
        try
        {
            configure();
        }
        finally
        {
            _building = outer;
        }

        return handlers;
    }

    private sealed class MessageHandlers
    {
        private MessageHandler[] _handlers = [];
        private bool _sealed;

        public void Add(MessageHandler handler)
        {
            if (_sealed) throw new InvalidOperationException("A handler was declared after ReceiveAny, which takes every message. Declare ReceiveAny last.");
            _handlers = [.. _handlers, handler];
        }

        public void Seal() => _sealed = true;

        public bool TryHandle(object message)
        {
            foreach (MessageHandler handler in _handlers)
            {
                if (handler.TryHandle(message)) return true;
            }

            return false;
        }
    }

    private abstract class MessageHandler
    {
        public abstract bool TryHandle(object message);
    }

    private sealed class ActionHandler<T>(Action<T> handler, Predicate<T>? shouldHandle) : MessageHandler
    {
        public override bool TryHandle(object message)
        {
            if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed))) return false;
            handler(typed);
            return true;
        }
    }

    private sealed class FuncHandler<T>(Func<T, bool> handler) : MessageHandler
    {
        public override bool TryHandle(object message) => message is T typed && handler(typed);
    }

    private sealed class AsyncHandler<T>(Func<T, Task> handler, Predicate<T>? shouldHandle) : MessageHandler
    {
        public override bool TryHandle(object message)
        {
            if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed))) return false;
            ActorCell.Current!.RunTask(handler, typed);
            return true;
        }
    }
}
