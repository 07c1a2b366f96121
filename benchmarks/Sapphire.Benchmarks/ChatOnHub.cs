using System.Text.Json;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>One chat over the hub, as a page uses it.</summary>
internal sealed class ChatOnHub : IAsyncDisposable
{
    private readonly HubClient _hub;
    private readonly string _id;
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(2));
    private readonly IAsyncEnumerator<JsonElement> _updates;

    private ChatOnHub(HubClient hub, string id)
    {
        _hub = hub;
        _id = id;
        _updates = hub.StreamAsync("Subscribe", id, _stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    public static async Task<ChatOnHub> CreateAsync(HubClient hub)
    {
        string id = NewId();
        Accepted(await hub.InvokeAsync<JsonElement>("Create", new { commandId = NewId(), chatId = id, title = (string?)null }));
        ChatOnHub chat = new(hub, id);
        await chat.UntilAsync(update => update.GetProperty("type").GetString() == "chat");
        return chat;
    }

    public async Task SendAsync(string text) => Accepted(await _hub.InvokeAsync<JsonElement>("Send", new { commandId = NewId(), chatId = _id, text }));

    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition)
    {
        while (await _updates.MoveNextAsync())
        {
            if (condition(_updates.Current))
            {
                return _updates.Current;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _updates.DisposeAsync();
        }
        catch (OperationCanceledException)
        {
            // The way in which a reader leaves.
        }

        _stop.Dispose();
    }

    private static string NewId() => Guid.CreateVersion7().ToString();

    private static void Accepted(JsonElement reply)
    {
        if (!reply.GetProperty("accepted").GetBoolean())
        {
            throw new InvalidOperationException($"The command was refused: {reply}");
        }
    }
}
