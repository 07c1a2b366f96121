using System.Collections.Immutable;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tools;

/// <summary>Compares one read model with the events that it is made from. Used once; not thread-safe.</summary>
public interface IReadModelCheck
{
    /// <summary>The read model, for a person: "the list of chats".</summary>
    string Name { get; }

    /// <summary>Reads the read model and how far it goes, in one transaction. Comes before the events, so that all it contains is among them.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next event, in order; those beyond the read model's offset do not count.</summary>
    /// <param name="row">The event's row.</param>
    /// <param name="happened">The event; null when it cannot be read, which is reported already.</param>
    void Observe(StoredEvent row, object? happened);

    /// <summary>What differs.</summary>
    Task<ImmutableArray<JournalProblem>> FinishAsync(CancellationToken cancellationToken);
}
