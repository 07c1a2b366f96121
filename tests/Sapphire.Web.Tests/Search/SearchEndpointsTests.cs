using System.Net;
using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Search;

/// <summary>The routes of the search and the usage, over real HTTP.</summary>
public sealed class SearchEndpointsTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_was_stored_is_found_at_once_and_counted()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        IJournal journal = server.Host.Services.GetRequiredService<IJournal>();
        TimeProvider time = TimeProvider.System;
        string chat = $"chat-{ChatId.New(time)}";
        EventCatalog catalog = ChatEventCatalog.Create();
        long epoch = await journal.RaiseEpochAsync(chat);
        TurnId turn = TurnId.New(time);
        DateTimeOffset at = new(2026, 3, 1, 23, 30, 0, TimeSpan.Zero);
        ChatEvent[] events =
        [
            new ChatCreated(CommandId.New(time), "Kitchen", at),
            new UserSaid(CommandId.New(time), MessageId.New(time), null, turn, MessageId.New(time), null, "page", [new TextContentPart("Who invented crème brûlée?")], at),
            new TurnStarted(turn, at),
            new ReplyProgressed(turn, "Nobody knows.", Reasoning: false, at),
            new ReplyCompleted(turn, "big", new(12, 3), at.AddSeconds(4)),
        ];
        long ordering = await journal.WriteAsync(new(chat, epoch, [.. events.Select((one, i) => new JournalEntry(i + 1, catalog.Serialize(one).Manifest, catalog.Serialize(one).Payload, at))]));

        JsonElement found = await OkAsync(visitor, $"/api/search?q=creme%20brul&ordering={ordering}");
        JsonElement hit = found.GetProperty("hits").EnumerateArray().ShouldHaveSingleItem();
        hit.GetProperty("title").GetString().ShouldBe("Kitchen");
        hit.GetProperty("role").GetString().ShouldBe("user");
        hit.GetProperty("snippet").EnumerateArray().Where(part => part.GetProperty("hit").GetBoolean()).Select(part => part.GetProperty("text").GetString()).ShouldBe(["crème", "brûlée"]);
        found.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);

        JsonElement page = await OkAsync(visitor, "/api/search?q=k&limit=1&wait=true");
        page.GetProperty("hits").GetArrayLength().ShouldBe(1);
        JsonElement rest = await OkAsync(visitor, $"/api/search?q=k&limit=1&after={page.GetProperty("next").GetString()}");
        rest.GetProperty("hits").GetArrayLength().ShouldBe(1);
        rest.GetProperty("hits")[0].ToString().ShouldNotBe(page.GetProperty("hits")[0].ToString());

        JsonElement usage = await OkAsync(visitor, "/api/usage?from=2026-03-01&to=2026-03-02&zone=UTC&wait=true");
        JsonElement line = usage.GetProperty("lines").EnumerateArray().ShouldHaveSingleItem();
        line.GetProperty("day").GetString().ShouldBe("2026-03-01");
        line.GetProperty("model").GetString().ShouldBe("big");
        line.GetProperty("inputTokens").GetInt64().ShouldBe(12);
        line.GetProperty("seconds").GetDouble().ShouldBe(4);
    }

    [Theory]
    [InlineData("/api/search?q=a&limit=0")]
    [InlineData("/api/search?q=a&limit=9999")]
    [InlineData("/api/search?q=a&ordering=-3")]
    [InlineData("/api/usage?from=yesterday")]
    [InlineData("/api/usage?from=2026-03-02&to=2026-03-01")]
    [InlineData("/api/usage?from=1990-01-01&to=2026-03-01")]
    [InlineData("/api/usage?zone=Nowhere/Land")]
    public async Task What_makes_no_sense_is_a_problem_that_says_what_to_do(string path)
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        using HttpResponseMessage response = await visitor.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (string title, string detail) = await Visitor.ProblemAsync(response);
        title.ShouldNotBeEmpty();
        detail.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Both_ask_for_a_login_and_take_any_text()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor stranger = server.Local();
        using Visitor visitor = await server.LoggedInAsync();
        foreach (string path in (string[])["/api/search?q=a", "/api/usage"])
        {
            using HttpResponseMessage response = await stranger.GetAsync(path);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            await OkAsync(visitor, path);
        }

        foreach (string text in (string[])["", "\"", "a OR", "*", "'; --", "\0", new string('a', 3000)])
        {
            await OkAsync(visitor, $"/api/search?q={Uri.EscapeDataString(text)}&after=nonsense");
        }
    }

    private static async Task<JsonElement> OkAsync(Visitor visitor, string path)
    {
        using HttpResponseMessage response = await visitor.GetAsync(path);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
