using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Search;
using Sapphire.Actors.Usage;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Actors.Home;

/// <summary>All read models of a home: the list of chats, the search and the usage.</summary>
public sealed class ReadModels : IAsyncDisposable
{
    private readonly IProjectionStore _store;
    private readonly List<Projection> _projections = [];

    /// <summary>Begins to follow the journal with all of them; returns at once.</summary>
    /// <param name="store">Where they are kept; closed with them.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="events">Reads events.</param>
    /// <param name="time">For delays.</param>
    /// <param name="logger">For what goes wrong.</param>
    public ReadModels(IProjectionStore store, IJournal journal, EventCatalog events, TimeProvider? time = null, ILogger<Projection>? logger = null)
    {
        _store = store;
        Chats = new(journal, Start);
        Search = new(journal, Start);
        Usage = new(journal, Start);

        Projection Start(ProjectionDefinition definition)
        {
            Projection projection = Projection.Start(definition, store, journal, events, time, logger);
            _projections.Add(projection);
            return projection;
        }
    }

    /// <summary>The list of chats.</summary>
    public ChatListView Chats { get; }

    /// <summary>The search.</summary>
    public SearchView Search { get; }

    /// <summary>What replies cost.</summary>
    public UsageView Usage { get; }

    /// <summary>Every one, to look at and to rebuild by name.</summary>
    public ImmutableArray<Projection> All => [.. _projections];

    /// <summary>Ends them and closes their store.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Projection projection in _projections)
        {
            await projection.DisposeAsync();
        }

        await _store.DisposeAsync();
    }
}
