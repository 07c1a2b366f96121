using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sapphire.Web.Dashboard;
using Sapphire.Web.TestKit;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Dashboard;

/// <summary>The routes of the Dashboard over real HTTP.</summary>
public sealed class DashboardTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task It_tells_parts_views_and_storage()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        JsonElement dashboard = await ReadAsync(visitor);
        dashboard.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        dashboard.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("name").GetString()).ShouldBe(["journal", "store", "broker"], ignoreOrder: true);
        dashboard.GetProperty("parts").EnumerateArray().ShouldAllBe(part => part.GetProperty("healthy").GetBoolean());
        dashboard.GetProperty("views").EnumerateArray().Select(view => view.GetProperty("name").GetString()).ShouldBe(["chats", "search", "usage"], ignoreOrder: true);
        JsonElement storage = dashboard.GetProperty("storage");
        storage.GetProperty("events").GetString().ShouldBe("sqlite");
        storage.GetProperty("free").GetInt64().ShouldBeGreaterThan(0);
        storage.GetProperty("kinds").EnumerateArray().First(kind => kind.GetProperty("kind").GetString() == "journal").GetProperty("bytes").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_view_is_made_anew_and_an_unknown_one_is_named()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        using HttpResponseMessage begun = await visitor.PostAsync("/api/dashboard/views/search/rebuild", new { });
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using HttpResponseMessage unknown = await visitor.PostAsync("/api/dashboard/views/nothing/rebuild", new { });
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (string title, string detail) = await Visitor.ProblemAsync(unknown);
        title.ShouldContain("'nothing'");
        detail.ShouldContain("search");
    }

    [Fact]
    public async Task The_log_is_read_as_it_is_written_filtered_and_without_secrets()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        await using HubClient hub = await HubClient.ConnectAsync(visitor.Address, visitor.Cookies);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        ILogger logger = server.Host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Sapphire.Test");
        logger.LogWarning("Before: password=swordfish for the {Room}", "kitchen");
        List<JsonElement> lines = [];
        bool said = false;
        await foreach (JsonElement update in hub.StreamAsync("WatchLog", new { level = "warning", text = "KITCHEN" }, patience.Token))
        {
            update.GetProperty("level").GetString().ShouldBe("information");
            lines.AddRange(update.GetProperty("lines").EnumerateArray());
            if (!said)
            {
                said = true;
                logger.LogInformation("Too quiet: the kitchen");
                logger.LogError(new InvalidOperationException("the kitchen burns"), "After");
                logger.LogError("Another room");
            }

            if (lines.Count >= 2)
            {
                break;
            }
        }

        lines.Select(line => $"{line.GetProperty("level").GetString()} {line.GetProperty("source").GetString()} {line.GetProperty("text").GetString()}")
            .ShouldBe(["warning Sapphire.Test Before: password=••• for the kitchen", "error Sapphire.Test After"]);
        lines[1].GetProperty("exception").GetString()!.ShouldContain("the kitchen burns");
    }

    [Fact]
    public async Task A_level_that_there_is_not_is_refused_in_words()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        await using HubClient hub = await HubClient.ConnectAsync(visitor.Address, visitor.Cookies);
        HubCallException refused = await Should.ThrowAsync<HubCallException>(async () =>
        {
            await foreach (JsonElement _ in hub.StreamAsync("WatchLog", new { level = "loud", text = (string?)null }, TestContext.Current.CancellationToken))
            {
            }
        });
        refused.Message.ShouldContain("trace, debug, information");
    }

    [Fact]
    public async Task It_asks_for_a_login()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor stranger = server.Local();
        using HttpResponseMessage response = await stranger.GetAsync("/api/dashboard");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("data/journal.db", "journal")]
    [InlineData("data/journal.db-wal", "journal")]
    [InlineData("data/read-models/search.3.db", "views")]
    [InlineData("data/memory.db", "memory")]
    [InlineData("images/ab/cd.png", "images")]
    [InlineData("avatars/user.png", "images")]
    [InlineData("backups/2026.tar", "backups")]
    [InlineData("logs/sapphire.log", "logs")]
    [InlineData("settings.json", "other")]
    public void Files_have_a_kind(string path, string kind) => StorageMeter.KindOf(path).ShouldBe(kind);

    private static async Task<JsonElement> ReadAsync(Visitor visitor)
    {
        using HttpResponseMessage response = await visitor.GetAsync("/api/dashboard");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
