using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Import;
using Sapphire.Actors.Maintenance;
using Sapphire.Actors.Settings;
using Sapphire.Persistence;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;
using Sapphire.Web.Cli;
using Sapphire.Web.Hosting;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Import;

/// <summary>A home of this program, without a server, and imports into it.</summary>
internal sealed class NewHome : IAsyncDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly ServiceProvider _services;

    public NewHome() => _services = HomeServices.Open(_home.Folder);

    public SettingsStore Settings => Get<SettingsStore>();

    public ModelKeys Keys => Get<ModelKeys>();

    public IJournal Journal => GuardedJournal.Unwrap(Get<IJournal>());

    public EventCatalog Catalog => Get<PersistenceExtension>().Events;

    public string Root => _home.Root;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<FolderReport> ImportAsync(OldHome old, bool dryRun = false) => ImportAsync(old.Root, old.Secrets, dryRun);

    public Task<FolderReport> ImportAsync(string path, string? credentials, bool dryRun = false) =>
        new FolderWork(_services, live: false).RunAsync(new(path, credentials, dryRun), new Progress<ToolProgress>(), TestContext.Current.CancellationToken);

    /// <summary>The titles in the list of chats, sorted.</summary>
    public async Task<IReadOnlyList<string>> TitlesAsync()
    {
        ChatListView chats = Get<ReadModels>().Chats;
        await chats.CatchUpAsync(TestContext.Current.CancellationToken);
        return [.. (await chats.ReadAsync(0, TestContext.Current.CancellationToken)).Lines.Select(line => line.Title ?? "").Order(StringComparer.Ordinal)];
    }

    /// <summary>The state of the chat of a title.</summary>
    public async Task<ChatState> ChatAsync(string title)
    {
        IJournalInspection inspection = (IJournalInspection)Journal;
        ChatLine chat = (await ChatTitles.FindAsync(inspection, Catalog, title, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        return await StateAsync(chat.Id);
    }

    public async Task<ChatState> StateAsync(ChatId chat)
    {
        ChatState state = ChatState.None;
        await foreach (JournalRow row in Journal.ReplayAsync(ChatIds.Of(chat)))
        {
            state = state.Apply((ChatEvent)Catalog.Deserialize(row.Manifest, row.Payload));
        }

        return state;
    }

    public static string Text(ChatNode node) => string.Join('|', node.Parts.Select(part => part switch
    {
        TextPart text => text.Text,
        ReasoningPart thought => $"[{thought.Text}]",
        ToolPart tool => $"{tool.Name}({tool.Arguments})={tool.Result}{tool.Error}",
        _ => part.ToString(),
    }));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _home.Dispose();
    }
}
