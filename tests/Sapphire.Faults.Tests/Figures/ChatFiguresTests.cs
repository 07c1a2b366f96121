using Sapphire.Benchmarks.Chats;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Figures;

/// <summary>What <c>./sapphire bench chats</c> and <c>bench turns</c> measure with, in small: everything comes whole and in order, and is measured. No time is judged.</summary>
public sealed class ChatFiguresTests
{
    [Fact]
    public async Task A_home_of_many_chats_is_listed_searched_and_opened_as_it_was_written()
    {
        using TemporaryFolder folder = new();
        string home = folder["home"];
        IReadOnlyList<ManyChat> chats = await ManyChats.WriteAsync(home, 12, 120);
        await using SapphireServer server = await SapphireServer.StartAsync(home);
        await server.LoginAsync();
        await using HubPipe hub = await HubPipe.ConnectAsync(server.Address, server.Cookies);
        (Spread list, Spread bare) = await ChatReads.ListAsync(hub, 12, 4);
        (list.Count, bare.Count).ShouldBe((4, 4));
        Dictionary<string, int> hits = [];
        foreach ((string name, string query) in ChatReads.Queries)
        {
            (Spread search, _, hits[name]) = await ChatReads.SearchAsync(server, query, 2);
            search.P99.ShouldBeGreaterThan(0);
        }

        hits["a word of every message"].ShouldBe(20);
        hits["a rare word"].ShouldBe(1);
        hits["a title"].ShouldBe(1);
        hits["nothing"].ShouldBe(0);
        (Spread cold, Spread warm, _, int bytes) = await ChatReads.OpenAsync(hub, chats, 120);
        (cold.Count, warm.Count).ShouldBe((10, 10));
        bytes.ShouldBeGreaterThan(20_000);
        ServerUse use = await ServerUse.WhenAsync(server, hub, static sessions => sessions == 12);
        use.Rss.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Replies_that_stream_at_once_reach_every_browser_whole_in_order_and_unmixed()
    {
        using TemporaryFolder home = new();
        await using SapphireServer server = await SapphireServer.StartAsync(home.Path);
        TokenLoad load = new(Chats: 8, ReadersEach: 3, TokensPerSecond: 30, Tokens: 45, Skip: 15);
        TokenResult result = await load.RunAsync(server);
        result.Ages.Count.ShouldBe(8 * 3 * 30);
        result.Ages.P50.ShouldBeGreaterThan(0);
        (await load.BareAsync()).Count.ShouldBe(8 * 30);
    }

    [Fact]
    public void A_token_that_is_torn_is_no_token()
    {
        Token token = new(17, 42, 123_456_789);
        ReadOnlySpan<byte> text = System.Text.Encoding.UTF8.GetBytes($"\"text\":\"{token}{token with { Place = 43 }}\"");
        Token.TryRead(ref text, out Token first).ShouldBeTrue();
        first.ShouldBe(token);
        Token.TryRead(ref text, out Token second).ShouldBeTrue();
        second.Place.ShouldBe(43);
        Token.TryRead(ref text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(static () =>
        {
            ReadOnlySpan<byte> torn = "~17.42 "u8;
            Token.TryRead(ref torn, out _);
        });
    }
}
