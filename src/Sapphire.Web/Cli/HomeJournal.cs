using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Home;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Maintenance;
using Sapphire.Persistence;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Cli;

/// <summary>A home's stores without its actors: for verbs that read beside a running server, or that own the home.</summary>
internal sealed class HomeJournal : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private IJournal? _journal;

    private HomeJournal(HomeFolder home, ServiceProvider services)
    {
        Home = home;
        _services = services;
    }

    /// <summary>Whose journal.</summary>
    public HomeFolder Home { get; }

    /// <summary>Everything that is registered.</summary>
    public IServiceProvider Services => _services;

    /// <summary>The journal; opened by the first use. A verb wants the store's own words, not those of a breaker before it.</summary>
    public IJournal Journal => _journal ??= GuardedJournal.Unwrap(_services.GetRequiredService<IJournal>());

    /// <summary>The journal as it is stored.</summary>
    public IJournalInspection Inspection => Journal as IJournalInspection
        ?? throw new CliException($"A journal of the kind {Journal.GetType().Name} cannot be looked into.");

    /// <summary>Everything that may be stored.</summary>
    public EventCatalog Catalog => _services.GetRequiredService<PersistenceExtension>().Events;

    /// <summary>Opens the stores that the home's settings name.</summary>
    /// <param name="home">The home.</param>
    /// <param name="create">Whether a home without a journal gets one.</param>
    /// <exception cref="CliException">There is no journal, or the configuration is wrong.</exception>
    public static HomeJournal Open(HomeFolder home, bool create = false)
    {
        SapphireOptions options = NodeConfiguration.Read(home);
        if (!create && !File.Exists(home.JournalFile))
        {
            throw new CliException($"There is no journal in {home.Root}: no chat was made there yet. --home DIR names another home.", ExitStatus.Home);
        }

        ServiceCollection services = new();
        services.AddSapphireBasics(home, options, TimeProvider.System, NullLoggerFactory.Instance);
        services.AddAssistantActors(options);
        return new(home, services.BuildServiceProvider());
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
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>What a failure of storage is as a line on the console.</summary>
    public static CliException Explain(StorageException e) => new(
        e.Message, e.Reason is StorageReason.Corrupt or StorageReason.ReadOnly or StorageReason.NewerVersion or StorageReason.Io ? ExitStatus.Home : ExitStatus.Failed, e);
}
