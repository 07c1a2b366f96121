using System.Diagnostics;
using System.Text.Json;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks.Chats;

/// <summary>How long a page waits for the list, for what is found, and for chats that are not in memory.</summary>
internal static class ChatReads
{
    /// <summary>What people search for.</summary>
    public static IReadOnlyList<(string Name, string Query)> Queries { get; } =
    [
        ("a word of every message", ManyChats.Everywhere),
        ("one of ten messages", ManyChats.Frequent),
        ("the first letter typed", "k"),
        ("a rare word", ManyChats.RareWordOf(1)),
        ("three words", $"{ManyChats.Everywhere} {ManyChats.Frequent} mi"),
        ("words together", $"\"{ManyChats.Everywhere} {ManyChats.Frequent}\""),
        ("a title", "chat 0 about"),
        ("nothing", "notthere"),
    ];

    /// <summary>The whole list, as a page gets it when it connects; beside it a call of the hub that does nothing.</summary>
    public static async Task<(Spread List, Spread Bare)> ListAsync(HubPipe hub, int chats, int runs)
    {
        List<double> list = [], bare = [];
        for (int run = -runs / 4; run < runs; run++)
        {
            (double took, byte[] item) = await hub.FirstItemAsync("Subscribe", [null]);
            double nothing = await NothingAsync(hub);
            using JsonDocument home = JsonDocument.Parse(item);
            int listed = home.RootElement.GetProperty("item").GetProperty("home").GetProperty("chats").GetArrayLength();
            if (listed != chats)
            {
                throw new InvalidOperationException($"{listed} chats are listed, not {chats}.");
            }

            if (run >= 0)
            {
                list.Add(took);
                bare.Add(nothing);
            }
        }

        return (Spread.Of(list), Spread.Of(bare));
    }

    /// <summary>A page of what is found, with its marks; beside it a request that reads nothing.</summary>
    /// <param name="server">The server.</param>
    /// <param name="query">What is searched.</param>
    /// <param name="runs">How often.</param>
    /// <returns>The times, and how many hits there are on the page.</returns>
    public static async Task<(Spread Search, Spread Bare, int Hits)> SearchAsync(SapphireServer server, string query, int runs)
    {
        List<double> search = [], bare = [];
        int hits = 0;
        for (int run = -Math.Max(1, runs / 4); run < runs; run++)
        {
            (double took, byte[] answer) = await GetAsync(server, $"api/search?q={Uri.EscapeDataString(query)}");
            (double nothing, _) = await GetAsync(server, "api/session");
            using JsonDocument found = JsonDocument.Parse(answer);
            hits = found.RootElement.GetProperty("hits").GetArrayLength();
            if (run >= 0)
            {
                search.Add(took);
                bare.Add(nothing);
            }
        }

        return (Spread.Of(search), Spread.Of(bare), hits);
    }

    /// <summary>Chats that nobody has opened since the start: from the subscription to the last byte of the chat.</summary>
    /// <param name="hub">A connection.</param>
    /// <param name="chats">The chats; each is opened once.</param>
    /// <param name="messages">How many messages each has.</param>
    /// <returns>The times, those of a second opening, those of a bare call, and the bytes of one chat.</returns>
    public static async Task<(Spread Cold, Spread Warm, Spread Bare, int Bytes)> OpenAsync(HubPipe hub, IReadOnlyList<ManyChat> chats, int messages)
    {
        List<double> cold = [], warm = [], bare = [];
        int bytes = 0;
        int warmUp = chats.Count / 5;
        for (int i = 0; i < chats.Count; i++)
        {
            (double first, byte[] item) = await hub.FirstItemAsync("Subscribe", chats[i].Id);
            (double second, _) = await hub.FirstItemAsync("Subscribe", chats[i].Id);
            double nothing = await NothingAsync(hub);
            Check(item, chats[i], messages);
            bytes = item.Length;
            if (i >= warmUp)
            {
                cold.Add(first);
                warm.Add(second);
                bare.Add(nothing);
            }
        }

        return (Spread.Of(cold), Spread.Of(warm), Spread.Of(bare), bytes);
    }

    private static void Check(byte[] item, ManyChat chat, int messages)
    {
        using JsonDocument opened = JsonDocument.Parse(item);
        JsonElement view = opened.RootElement.GetProperty("item").GetProperty("chat");
        JsonElement last = view.GetProperty("messages")[messages - 1];
        if (view.GetProperty("messages").GetArrayLength() != messages
            || view.GetProperty("title").GetString() != chat.Title
            || last.GetProperty("id").GetString() != chat.LastMessage.ToString()
            || !last.GetProperty("parts")[0].GetProperty("text").GetString()!.EndsWith(chat.LastWords, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{chat.Title} did not come as it was written.");
        }
    }

    // Refused at once, for want of an id.
    private static async Task<double> NothingAsync(HubPipe hub) =>
        (await hub.CallAsync("Delete", new { commandId = Guid.Empty, chatId = Guid.Empty })).Milliseconds;

    private static async Task<(double Milliseconds, byte[] Answer)> GetAsync(SapphireServer server, string path)
    {
        long start = Stopwatch.GetTimestamp();
        byte[] answer = await server.Http.GetByteArrayAsync(new Uri(server.Address, path));
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, answer);
    }
}
