using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sapphire.Persistence.Events;

/// <summary>
/// Which adapters an event passes: those bound to the most specific of the types that it is of. Of types that have nothing to do with
/// each other, such as two interfaces, the one bound first counts.
/// </summary>
internal sealed class EventAdapters
{
    private readonly ConcurrentDictionary<Type, Chain> _chains = new();
    private readonly ImmutableArray<Binding> _bindings;

    private EventAdapters(ImmutableArray<Binding> bindings) => _bindings = bindings;

    public static EventAdapters None { get; } = new([]);

    public bool IsEmpty => _bindings.IsEmpty;

    /// <exception cref="ArgumentException">A type would have two write adapters.</exception>
    public EventAdapters Bind(IWriteEventAdapter? writer, IReadEventAdapter? reader, ReadOnlySpan<Type> types)
    {
        ImmutableArray<Binding>.Builder bindings = _bindings.ToBuilder();
        foreach (Type type in types)
        {
            bindings.Add(new(type, writer, reader));
        }

        return Checked(bindings);
    }

    /// <exception cref="ArgumentException">A type would have two write adapters.</exception>
    public EventAdapters With(EventAdapters others)
    {
        ImmutableArray<Binding>.Builder bindings = _bindings.ToBuilder();
        bindings.AddRange(others._bindings);
        return Checked(bindings);
    }

    public IWriteEventAdapter? WriterOf(Type type) => ChainOf(type).Writer;

    public ImmutableArray<IReadEventAdapter> ReadersOf(Type type) => ChainOf(type).Readers;

    private static EventAdapters Checked(ImmutableArray<Binding>.Builder bindings)
    {
        IGrouping<Type, Binding>? twice = bindings.Where(binding => binding.Writer is not null).GroupBy(binding => binding.Type).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? new(bindings.ToImmutable())
            : throw new ArgumentException($"{twice.Key} has two write adapters: an event can be stored in one form only.");
    }

    private Chain ChainOf(Type type) => _bindings.IsEmpty ? Chain.Empty : _chains.GetOrAdd(type, static (t, self) => self.Resolve(t), this);

    private Chain Resolve(Type type)
    {
        Binding[] matches = [.. _bindings.Where(binding => binding.Type.IsAssignableFrom(type))];
        Type? nearest = Array.Find(matches, one => !Array.Exists(matches, other => other.Type != one.Type && one.Type.IsAssignableFrom(other.Type)))?.Type;
        Binding[] bound = Array.FindAll(matches, binding => binding.Type == nearest);
        return new(Array.Find(bound, binding => binding.Writer is not null)?.Writer, [.. bound.Select(binding => binding.Reader).OfType<IReadEventAdapter>()]);
    }

    private sealed record Binding(Type Type, IWriteEventAdapter? Writer, IReadEventAdapter? Reader);

    private sealed record Chain(IWriteEventAdapter? Writer, ImmutableArray<IReadEventAdapter> Readers)
    {
        public static readonly Chain Empty = new(null, []);
    }
}
