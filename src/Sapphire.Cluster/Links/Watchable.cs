using System.Runtime.CompilerServices;

namespace Sapphire.Cluster.Links;

/// <summary>A value that changes, and who wants to know. Observers are called in order of the changes, under a lock that they may enter again.</summary>
internal sealed class Watchable<T>(T value)
{
    private readonly Lock _lock = new();
    private readonly List<Action<T>> _observers = [];
    private volatile StrongBox<T> _value = new(value);

    /// <summary>The value now. Takes no lock: an observer of another one may look.</summary>
    public T Value => _value.Value!;

    /// <summary>Changes it where <paramref name="change"/> gives something else than it got; null leaves it.</summary>
    public bool Update(Func<T, T> change)
    {
        lock (_lock)
        {
            T next = change(Value);
            if (EqualityComparer<T>.Default.Equals(next, Value)) return false;
            _value = new(next);
            foreach (Action<T> observer in _observers.ToArray()) observer(next);
            return true;
        }
    }

    public IDisposable Watch(Action<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_lock)
        {
            _observers.Add(observer);
            observer(Value);
        }

        return new Ending(() =>
        {
            lock (_lock) _observers.Remove(observer);
        });
    }
}
