using System.Net;
using System.Text.Json;
using Sapphire.Web.Dashboard;
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
