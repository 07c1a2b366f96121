using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>The events of a system that are no news at present.</summary>
internal sealed class MutedEvents
{
    private readonly ConcurrentDictionary<Muted, bool> _muted = new();

    public static MutedEvents Of(ActorSystem system) => system.WithExtension(static _ => new MutedEvents());

    public bool Matches(object message) => _muted.Keys.Any(m => Array.Exists(m.Filters, f => f.Matches(message)));

    public IUnmutableFilter Add(EventMatch[] filters)
    {
        var muted = new Muted(this, filters);
        _muted.TryAdd(muted, true);
        return muted;
    }

    private sealed class Muted(MutedEvents owner, EventMatch[] filters) : IUnmutableFilter
    {
        public EventMatch[] Filters => filters;

        public void Unmute() => owner._muted.TryRemove(this, out _);

        public void Dispose() => Unmute();
    }
}
