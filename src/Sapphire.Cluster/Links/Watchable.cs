namespace Sapphire.Cluster.Links;

/// <summary>A value that changes, and who wants to know. Observers are called in order of the changes, under a lock that they may enter again.</summary>
internal sealed class Watchable<T>(T value)
{
    private readonly Lock _lock = new();
    private readonly List<Action<T>> _observers = [];
    private T _value = value;

    public T Value
    {
        get
        {
            lock (_lock) return _value;
        }
    }

    /// <summary>Changes it where <paramref name="change"/> gives something else than it got; null leaves it.</summary>
    public bool Update(Func<T, T> change)
    {
        lock (_lock)
        {
            T next = change(_value);
            if (EqualityComparer<T>.Default.Equals(next, _value)) return false;
            _value = next;
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
            observer(_value);
        }

        return new Ending(() =>
        {
            lock (_lock) _observers.Remove(observer);
        });
    }
}
