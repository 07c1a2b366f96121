using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>A web node holds no state: any browser may be on any of them.</summary>
public sealed class TwoWebNodesTests
{
    [Fact]
    public async Task A_conversation_through_one_web_node_is_seen_live_on_the_other()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        await world.StartNodeAsync("session-1");
        SapphireServer a = await world.StartWebAsync("web-a");
        SapphireServer b = await world.StartWebAsync("web-b");
        await world.UseProviderAsync(a);
        Gate middle = new();
        world.Provider.Enqueue(Answer.Text("One two three four.").PauseAfter(3, middle));
        await using Person there = await Person.AtAsync(b);
        await using Person here = await Person.AtAsync(a);
        ChatId chat = await here.CreateAsync("Across");
        await using ChatCopy copy = ChatCopy.Of(there.Client, chat);
        await copy.UntilAsync(static _ => true, "a snapshot at the other node");
        CommandReply said = await here.SayAsync(chat, "Count.");

        // In the middle of the reply.
        await copy.UntilAsync(static c => c.Messages is [.., { Role: MessageRole.Assistant, Status: MessageStatus.Streaming }] && c.Messages[^1].Text().Length > 0, "the first words");
        middle.Open();
        ChatView seen = await copy.UntilAsync(static c => c.Messages[^1].Status == MessageStatus.Completed, "the reply");
        seen.Messages[^1].Text().ShouldBe("One two three four.");
        seen.Users().ShouldHaveSingleItem().Id.ShouldBe(said.MessageId!.Value);
        copy.Updates.OfType<TextDelta>().Count().ShouldBeGreaterThan(1, "it came as a stream");

        // What they hold is the same, and so is the list.
        (await here.ReadAsync(chat)).Messages.Select(m => (m.Id, m.Text())).ShouldBe(seen.Messages.Select(m => (m.Id, m.Text())));
        await Polling.UntilAsync(async () => (await there.HomeAsync()).Chats.Any(c => c.Id == chat && c.Title == "Across"), "the list of the other node has the chat");

        // The other one goes on with it.
        world.Provider.Enqueue(Answer.Text("Five."));
        (await there.AskAsync(chat, "And then?")).Text().ShouldBe("Five.");
    }

    [Fact]
    public async Task A_login_a_logout_and_settings_of_one_web_node_are_those_of_the_other()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        SapphireServer a = await world.StartWebAsync("web-a");
        SapphireServer b = await world.StartWebAsync("web-b");
        (await ClusterWorld.SessionStateAsync(b)).ShouldBe("setup");
        await a.LoginAsync();
        await Polling.UntilAsync(async () => await ClusterWorld.SessionStateAsync(b) == "login", "the password of one is that of the other");

        // The same browser, now at the other node.
        ClusterWorld.CopyLogin(a, b);
        (await ClusterWorld.SessionStateAsync(b)).ShouldBe("ready");
        HubClient live = await HubClient.ConnectAsync(b.Address, b.Cookies);

        await world.UseProviderAsync(a);
        await Polling.UntilAsync(async () => (await ModelsAsync(b)).Contains(world.Provider.Url, StringComparison.Ordinal), "the models of one are those of the other");

        // Changes on both at once: none is lost.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using HttpResponseMessage answer = await (i % 2 == 0 ? a : b).SendAsync(HttpMethod.Put, $"api/models/providers/more{i}", new { name = $"More {i}", url = $"http://127.0.0.1:{9000 + i}/v1", model = "m", enabled = false });
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        }));
        foreach (SapphireServer node in (SapphireServer[])[a, b])
        {
            await Polling.UntilAsync(async () => await ModelsAsync(node) is { } models && Enumerable.Range(0, 6).All(i => models.Contains($"more{i}", StringComparison.Ordinal)), "all six changes are there");
        }

        // Logged out here is logged out there, and what is open there ends.
        using (HttpResponseMessage out1 = await a.SendAsync(HttpMethod.Post, "api/logout"))
        {
            out1.IsSuccessStatusCode.ShouldBeTrue();
        }

        await Polling.UntilAsync(async () => await ClusterWorld.SessionStateAsync(b) == "login", "the logout is in force on the other node");
        await live.Closed.WaitAsync(Polling.Patience, TestContext.Current.CancellationToken);
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_timer_set_at_one_node_is_shown_and_rings_at_the_other_and_the_memory_is_one()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        await world.StartNodeAsync("session-1");
        await world.StartNodeAsync("session-2");
        SapphireServer a = await world.StartWebAsync("web-a");
        SapphireServer b = await world.StartWebAsync("web-b");
        await using Person here = await Person.AtAsync(a);
        await using Person there = await Person.AtAsync(b);
        ChatId chat = await here.CreateAsync();
        (await here.AskAsync(chat, "set a timer for 3 seconds for tea")).Status.ShouldBe(MessageStatus.Completed);
        await Polling.UntilAsync(async () => (await there.HomeAsync()) is { } home && (home.Timers.Count == 1 || home.Notifications.Count == 1), "the timer is shown at the other node");
        await Polling.UntilAsync(async () => (await there.HomeAsync()).Notifications.Any(n => n.Title.Contains("tea", StringComparison.Ordinal)), "it rings at the other node");
        (await here.HomeAsync()).Notifications.ShouldHaveSingleItem();

        await here.AskAsync(chat, "remember that the spare key is under the mat");
        ChatId other = await there.CreateAsync();
        (await there.AskAsync(other, "what do you remember about the key")).Text().ShouldContain("under the mat");
    }

    private static async Task<string> ModelsAsync(SapphireServer web) => (await web.Http.GetFromJsonAsync<JsonElement>("api/models")).GetRawText();
}
