using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>
/// Objects that bytes only name, for when the bytes are read where they were written: references that are in no tree, and exceptions.
/// They are remembered as long as somebody else holds them, or, where that is asked for, as long as they live. Thread-safe.
/// </summary>
internal sealed class ProcessObjects
{
    private const int FirstSweep = 256;

    // Bytes of another process, or of an earlier life of this one, must not hit an object by accident.
    private readonly string _token = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<long, WeakReference<object>> _objects = new();
    private readonly ConcurrentDictionary<long, InternalActorRef> _kept = new();
    private long _next;
    private int _sweepAt = FirstSweep;

    /// <summary>How many are remembered.</summary>
    public int Count => _objects.Count;

    /// <param name="o">The object.</param>
    /// <param name="keep">Whether a reference is held until it has ended, since nobody else may.</param>
    public string Remember(object o, bool keep = false)
    {
        long number = Interlocked.Increment(ref _next);
        _objects[number] = new WeakReference<object>(o);
        if (keep && o is InternalActorRef actor) _kept[number] = actor;
        if (_objects.Count > Volatile.Read(ref _sweepAt)) Sweep();
        return $"{_token}.{number}";
    }

    public object? Recall(string name) =>
        name.Length > _token.Length + 1 && name.StartsWith(_token, StringComparison.Ordinal) && long.TryParse(name.AsSpan(_token.Length + 1), out long number)
            && _objects.TryGetValue(number, out WeakReference<object>? weak) && weak.TryGetTarget(out object? o) ? o : null;

    private void Sweep()
    {
        foreach ((long number, InternalActorRef actor) in _kept)
        {
            if (actor.IsTerminated) _kept.TryRemove(number, out _);
        }

        foreach ((long number, WeakReference<object> weak) in _objects)
        {
            if (!weak.TryGetTarget(out _)) _objects.TryRemove(number, out _);
        }

        Volatile.Write(ref _sweepAt, Math.Max(FirstSweep, 2 * _objects.Count));
    }
}
