using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Home;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Maintenance;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Cli;

/// <summary>A home's stores without its actors: for verbs that read beside a running server, or that own the home.</summary>
internal sealed class HomeJournal : IAsyncDisposable
{
    private readonly HomeFolder _home;
    private readonly ServiceProvider _services;
    private readonly bool _readOnly;
    private readonly PostgresJournalOptions? _postgres;
    private IJournal? _journal;
    private IProjectionStore? _readModels;

    private HomeJournal(HomeFolder home, ServiceProvider services, bool readOnly, PostgresJournalOptions? postgres)
    {
        _home = home;
        _services = services;
        _readOnly = readOnly;
        _postgres = postgres;
    }

    /// <summary>Everything that is registered; for whoever owns the home.</summary>
    public IServiceProvider Services => _readOnly ? throw new InvalidOperationException("These stores were opened for reading.") : _services;

    /// <summary>The journal; opened by the first use. A verb wants the store's own words, not those of a breaker before it.</summary>
    public IJournal Journal => _journal ??= !_readOnly ? GuardedJournal.Unwrap(_services.GetRequiredService<IJournal>())
        : _postgres is null ? SqliteJournal.OpenReadOnly(new(_home.JournalFile))
        : PostgresJournal.OpenReadOnly(_postgres);

    /// <summary>The journal as it is stored.</summary>
    public IJournalInspection Inspection => Journal as IJournalInspection
        ?? throw new CliException($"A journal of the kind {Journal.GetType().Name} cannot be looked into.");

    /// <summary>The read models; opened by the first use.</summary>
    public IProjectionStore ReadModels => _readModels ??= !_readOnly ? _services.GetRequiredService<IProjectionStore>()
        : _postgres is null ? new SqliteProjectionStore(_home.ReadModelsFolder, readOnly: true)
        : PostgresProjectionStore.Open(_postgres, readOnly: true);

    /// <summary>Everything that may be stored.</summary>
    public EventCatalog Catalog { get; private init; } = new();

    /// <summary>Opens the stores that the home's settings name, for reading, beside a running server too.</summary>
    /// <exception cref="CliException">There is no journal, or the configuration is wrong.</exception>
    public static HomeJournal OpenReadOnly(HomeFolder home) => Open(home, readOnly: true);

    /// <summary>Opens the stores that the home's settings name, and makes those that are not there. The caller owns the home.</summary>
    /// <exception cref="CliException">The configuration is wrong.</exception>
    public static HomeJournal Open(HomeFolder home) => Open(home, readOnly: false);

    private static HomeJournal Open(HomeFolder home, bool readOnly)
    {
        SapphireOptions options = NodeConfiguration.Read(home);
        if (readOnly && options.Storage.Kind == StorageKind.Sqlite && !File.Exists(home.JournalFile))
        {
            throw new CliException($"There is no journal in {home.Root}: no chat was made there yet. --home DIR names another home.", ExitStatus.Home);
        }

        ServiceCollection services = new();
        services.AddSapphireBasics(home, options, TimeProvider.System, NullLoggerFactory.Instance);
        services.AddAssistantActors(options);
        ServiceProvider provider = services.BuildServiceProvider();
        EventCatalog catalog = new();
        foreach (EventCatalog one in provider.GetServices<EventCatalog>())
        {
            catalog.AddAll(one);
        }

        return new(home, provider, readOnly, options.Storage.Kind == StorageKind.PostgreSql ? options.Storage.PostgreSql.ForJournal(home, options.Journal) : null) { Catalog = catalog };
    }

    /// <summary>The id that a person named: by itself, by the chat's id, or by its title.</summary>
    /// <exception cref="CliException">There is none, or several have the title.</exception>
    public async Task<string> FindAsync(string name, CancellationToken cancellationToken)
    {
        foreach (string id in new[] { name, $"chat-{name}" })
        {
            if (id.Length <= 255 && (ChatIds.TryParse(id, out _) || await Journal.HighestSequenceNrAsync(id, cancellationToken) > 0))
            {
                return id;
            }
        }

        ImmutableArray<ChatLine> chats = await ChatTitles.FindAsync(Inspection, Catalog, name, cancellationToken);
        return chats switch
        {
            [{ } one] => ChatIds.Of(one.Id),
            [] => throw new CliException($"There is no id and no chat named '{name}'. 'sapphire journal inspect' lists the ids."),
            _ => throw new CliException($"{chats.Length} chats are named '{name}': {string.Join(", ", chats.Take(5).Select(chat => ChatIds.Of(chat.Id)))}{(chats.Length > 5 ? ", …" : "")}. Name one by its id."),
        };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A second end of what the services end too does nothing.
        if (_journal is { } journal)
        {
            await journal.DisposeAsync();
        }

        if (_readModels is { } readModels)
        {
            await readModels.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    /// <summary>What a failure of storage is as a line on the console.</summary>
    public static CliException Explain(StorageException e) => new(
        e.Message, e.Reason is StorageReason.Corrupt or StorageReason.ReadOnly or StorageReason.NewerVersion or StorageReason.Io ? ExitStatus.Home : ExitStatus.Failed, e);
}
