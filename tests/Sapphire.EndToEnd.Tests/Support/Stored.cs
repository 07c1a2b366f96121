using System.Text.Json;
using Sapphire.Web.TestKit;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>What the server has, read over a connection of its own: the first snapshot of a fresh subscription.</summary>
public static class Stored
{
    /// <summary>The conversation of a chat.</summary>
    public static async Task<IReadOnlyList<Message>> MessagesAsync(SapphireServer server, string chatId)
    {
        JsonElement chat = (await SnapshotAsync(server, chatId)).GetProperty("chat");
        return
        [
            .. chat.GetProperty("messages").EnumerateArray().Select(m => new Message(
                m.GetProperty("role").GetString()!,
                m.GetProperty("status").GetString()!,
                Message.Flat(string.Join(' ', m.GetProperty("parts").EnumerateArray().Where(p => p.GetProperty("type").GetString() == "text").Select(p => p.GetProperty("text").GetString()))))),
        ];
    }

    /// <summary>The home: chats, timers, notifications, the model.</summary>
    public static async Task<JsonElement> HomeAsync(SapphireServer server) => (await SnapshotAsync(server, null)).GetProperty("home");

    private static async Task<JsonElement> SnapshotAsync(SapphireServer server, string? chatId)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        await using HubClient hub = await server.ConnectAsync();
        await foreach (JsonElement update in hub.StreamAsync("Subscribe", chatId, deadline.Token))
        {
            return update;
        }

        throw new InvalidOperationException("The stream ended without a snapshot.");
    }
}
