using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Sapphire.Benchmarks.Chats;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>A home of 1,000 chats of 200 messages: the list, the search and chats that are not in memory, as a page gets them; and what such a home takes of memory.</summary>
internal static class ChatsBenchmark
{
    private const int Chats = 1000;
    private const int Messages = 200;
    private const int Opened = 250;
    private const int Runs = 40;
    private static readonly TimeSpan GivenBack = TimeSpan.FromSeconds(25);

    private const string Configuration = "sapphire.chat.passivate-after = 5 s\n";

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using TemporaryFolder folder = new();
        string home = folder["home"];
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(Path.Combine(home, "sapphire.conf"), Configuration);
        long begun = Stopwatch.GetTimestamp();
        IReadOnlyList<ManyChat> chats = await ManyChats.WriteAsync(home, Chats, Messages);
        List<Figure> figures = [Figure.Of("chats", "the home is written, and its views", "s", [Stopwatch.GetElapsedTime(begun).TotalSeconds])];
        await using (SapphireServer server = await SapphireServer.StartAsync(home))
        {
            await server.LoginAsync();
            await using HubPipe hub = await HubPipe.ConnectAsync(server.Address, server.Cookies);
            (Spread list, Spread call) = await ChatReads.ListAsync(hub, Chats, Runs);
            Add(figures, $"list of {Chats:N0} chats", list, 50);
            Beside(figures, "a call that does nothing", call, list);
            foreach ((string name, string query) in ChatReads.Queries)
            {
                (Spread search, Spread request, int hits) = await ChatReads.SearchAsync(server, query, Runs);
                Add(figures, $"search: {name} ({hits} hits shown)", search, 100);
                Beside(figures, "a request that reads nothing", request, search);
            }

            (Spread cold, Spread warm, Spread bare, int bytes) = await ChatReads.OpenAsync(hub, [.. chats.Take(Opened)], Messages);
            Add(figures, $"open: {Messages} messages, not in memory ({bytes / 1024} kB)", cold, 100);
            Beside(figures, "a call that does nothing", bare, cold);
            Add(figures, "open: in memory", warm, null);
        }

        figures.AddRange(await MemoryAsync(home, chats));
        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> MemoryAsync(string home, IReadOnlyList<ManyChat> chats)
    {
        await using SapphireServer server = await SapphireServer.StartAsync(home);
        await server.LoginAsync();
        await using HubPipe hub = await HubPipe.ConnectAsync(server.Address, server.Cookies);
        ServerUse before = await ServerUse.WhenAsync(server, hub, static _ => true);
        ConcurrentBag<HubPipe> readers = [];
        await Parallel.ForEachAsync(chats.Chunk(chats.Count / 8), async (some, _) =>
        {
            HubPipe reader = await HubPipe.ConnectAsync(server.Address, server.Cookies);
            readers.Add(reader);
            foreach (ManyChat chat in some)
            {
                await reader.KeepOpenAsync("Subscribe", chat.Id);
            }
        });
        ServerUse active = await ServerUse.WhenAsync(server, hub, sessions => sessions >= chats.Count);
        foreach (HubPipe reader in readers)
        {
            await reader.DisposeAsync();
        }

        // What they had used is given back when the server has nothing to do; looking at it is little.
        _ = await ServerUse.WhenAsync(server, hub, static sessions => sessions == 0);
        await Task.Delay(GivenBack);
        ServerUse idle = await ServerUse.WhenAsync(server, hub, static sessions => sessions == 0);
        return [.. Memory($"{chats.Count:N0} chats, none opened yet", before), .. Memory($"{active.Sessions:N0} of them open", active), .. Memory("all have left the memory", idle)];
    }

    private static Figure[] Memory(string name, ServerUse use) =>
    [
        Figure.Of("chats", $"memory, {name}: PSS", "MB", [use.Pss]),
        Figure.Of("chats", "  RSS", "MB", [use.Rss]),
        Figure.Of("chats", "  objects at the last collection", "MB", [use.Heap]),
    ];

    private static void Add(List<Figure> figures, string name, Spread spread, double? bar) => figures.Add(spread.AsFigure("chats", name, bar));

    private static void Beside(List<Figure> figures, string name, Spread bare, Spread measured) =>
        figures.Add(Figure.Of("chats", string.Create(CultureInfo.InvariantCulture, $"  p50 over {name} (p50 {bare.P50:0.0})"), "x", [measured.P50 / bare.P50]));
}
