using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tests.Hosting;

namespace Sapphire.Actors.Tests.Home;

/// <summary>A client of the home stream.</summary>
internal sealed class HomeReader : IAsyncDisposable
{
    private readonly IAsyncEnumerator<Update> _updates;
    private readonly CancellationTokenSource _deadline = new(AssistantHarness.Deadline);

    public HomeReader(AssistantHarness sapphire) => _updates = sapphire.Get<UpdateStreams>().Read(null, _deadline.Token).GetAsyncEnumerator(_deadline.Token);

    public HomeView? View { get; private set; }

    public int Snapshots { get; private set; }

    public IEnumerable<string> Titles => View!.Chats.Select(chat => chat.Title).Order(StringComparer.Ordinal);

    public async Task<HomeReader> UntilAsync(Func<HomeReader, bool> condition)
    {
        while (View is null || !condition(this))
        {
            (await _updates.MoveNextAsync()).ShouldBeTrue("the stream ended");
            Apply(_updates.Current);
        }

        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _deadline.CancelAsync();
        try
        {
            await _updates.DisposeAsync();
        }
        catch (OperationCanceledException)
        {
            // The way in which a reader leaves.
        }

        _deadline.Dispose();
    }

    private void Apply(Update update)
    {
        if (update is HomeSnapshot)
        {
            Snapshots++;
        }

        View = update switch
        {
            HomeSnapshot snapshot => snapshot.Home,
            ChatListed listed => View! with { Chats = [.. View.Chats.Where(chat => chat.Id != listed.Chat.Id), listed.Chat] },
            ChatUnlisted unlisted => View! with { Chats = [.. View.Chats.Where(chat => chat.Id != unlisted.ChatId)] },
            TimersChanged timers => View! with { Timers = timers.Timers },
            NotificationRaised raised => View! with { Notifications = [.. View.Notifications, raised.Notification] },
            NotificationDismissed dismissed => View! with { Notifications = [.. View.Notifications.Where(one => one.Id != dismissed.Id)] },
            ModelStatusChanged changed => View! with { Model = changed.Model },
            StorageStatusChanged changed => View! with { Storage = changed.Storage },
            _ => throw new InvalidOperationException($"{update} in the stream of the home."),
        };
    }
}
