namespace Sapphire.Cluster.Links;

/// <summary>
/// A value that changes, and who wants to know. Observers are called in order of the changes, under a lock that they may enter again.
/// Reading takes no lock: an observer of one may look at another whose observer looks back.
/// </summary>
internal sealed class Watchable<T>(T value)
{
    private readonly Lock _lock = new();
    private readonly List<Action<T>> _observers = [];
    private Holder _held = new(value);

    public T Value => Volatile.Read(ref _held).Value;

    /// <summary>Changes it where <paramref name="change"/> gives something else than it got; null leaves it.</summary>
    public bool Update(Func<T, T> change)
    {
        lock (_lock)
        {
            T next = change(_held.Value);
            if (EqualityComparer<T>.Default.Equals(next, _held.Value)) return false;
            Volatile.Write(ref _held, new(next));
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
            observer(_held.Value);
        }

        return new Ending(() =>
        {
            lock (_lock) _observers.Remove(observer);
        });
    }

    private sealed class Holder(T value)
    {
        public T Value => value;
    }
}
