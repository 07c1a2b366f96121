using System.Collections.Concurrent;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>
/// Stands for the journal of all nodes: a writer raises the epoch of its entity, and an older writer is refused. Knows besides who was at
/// work when. Thread-safe.
/// </summary>
internal sealed class Ledger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Book> _books = new(StringComparer.Ordinal);

    /// <summary>What entities were told without an answer.</summary>
    public ConcurrentQueue<string> Notes { get; } = [];

    /// <summary>How often an entity began while another of the same id was at work.</summary>
    public int Overlaps { get; private set; }

    /// <summary>How many writes were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>How many entities have begun.</summary>
    public int Begun { get; private set; }

    public long Begin(string entity)
    {
        lock (_lock)
        {
            Book book = BookOf(entity);
            if (book.AtWork++ > 0) Overlaps++;
            Begun++;
            return ++book.Epoch;
        }
    }

    public void End(string entity)
    {
        lock (_lock) BookOf(entity).AtWork--;
    }

    /// <summary>Stores a command once.</summary>
    /// <returns>False when it was stored before.</returns>
    public bool Store(string entity, long epoch, string id)
    {
        lock (_lock)
        {
            Book book = BookOf(entity);
            if (book.Epoch != epoch)
            {
                Refused++;
                throw new InvalidOperationException("Another writer has taken over.");
            }

            if (!book.Known.Add(id)) return false;
            book.Effects.Add(id);
            return true;
        }
    }

    /// <summary>Whether something happens for the first time.</summary>
    public bool IsFirst(string what)
    {
        lock (_lock) return BookOf("").Known.Add(what);
    }

    /// <summary>Whether <see cref="IsFirst"/> was asked for it.</summary>
    public bool HasHappened(string what)
    {
        lock (_lock) return BookOf("").Known.Contains(what);
    }

    public IReadOnlyList<string> Effects(string entity)
    {
        lock (_lock) return [.. BookOf(entity).Effects];
    }

    private Book BookOf(string entity)
    {
        if (!_books.TryGetValue(entity, out Book? book)) _books[entity] = book = new();
        return book;
    }

    private sealed class Book
    {
        public long Epoch { get; set; }

        public int AtWork { get; set; }

        public HashSet<string> Known { get; } = new(StringComparer.Ordinal);

        public List<string> Effects { get; } = [];
    }
}
