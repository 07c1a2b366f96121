namespace Sapphire.Persistence;

/// <summary>Declared handlers, tried in their order.</summary>
internal sealed class PersistentHandlers
{
    private Handler[] _handlers = [];
    private bool _sealed;

    public void Add<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new ActionHandler<T>(handler, shouldHandle));

        // Whatever takes every object leaves nothing for a later handler.
        _sealed = shouldHandle is null && typeof(T) == typeof(object);
    }

    public void Add<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new FuncHandler<T>(handler));
    }

    public void Add(Type type, Action<object> handler, Predicate<object>? shouldHandle)
    {
        ArgumentNullException.ThrowIfNull(type);
        Add(handler, message => type.IsInstanceOfType(message) && (shouldHandle is null || shouldHandle(message)));
    }

    public void Add(Type type, Func<object, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        Add(new FuncHandler<object>(message => type.IsInstanceOfType(message) && handler(message)));
    }

    public bool TryHandle(object message)
    {
        foreach (Handler handler in _handlers)
        {
            if (handler.TryHandle(message))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(Handler handler)
    {
        if (_sealed)
        {
            throw new InvalidOperationException("A handler was declared after one that takes every message. Declare CommandAny and RecoverAny last.");
        }

        _handlers = [.. _handlers, handler];
    }

    private abstract class Handler
    {
        public abstract bool TryHandle(object message);
    }

    private sealed class ActionHandler<T>(Action<T> handler, Predicate<T>? shouldHandle) : Handler
    {
        public override bool TryHandle(object message)
        {
            if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed)))
            {
                return false;
            }

            handler(typed);
            return true;
        }
    }

    private sealed class FuncHandler<T>(Func<T, bool> handler) : Handler
    {
        public override bool TryHandle(object message) => message is T typed && handler(typed);
    }
}
