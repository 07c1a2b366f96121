using System.Diagnostics;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>Nodes, broker and database go away in the middle of a conversation.</summary>
public sealed class NodeFaultTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(1, 2000).Select(n => $"word{n}"));

    [Fact]
    public async Task After_kill_9_of_the_session_node_in_mid_reply_the_chat_answers_again_within_ten_seconds()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, Dictionary<string, ChildProcess> sessions, ClusterObserver observer) = await StartAsync(world);
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync();
        world.Provider.Enqueue(Answer.Text("All is well."));
        (await person.AskAsync(chat, "How are you?")).Text().ShouldBe("All is well.");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        world.Provider.Enqueue(Answer.Text(Long).Every(TimeSpan.FromMilliseconds(10)), Answer.Text("Here again."));
        await person.SayAsync(chat, "Tell me a lot.");
        await copy.UntilAsync(static c => c.Messages is [.., { Role: MessageRole.Assistant } reply] && reply.Text().Length > 2500, "three seconds of text, of which two are stored");
        ChildProcess owner = sessions[(await observer.WhereAsync(chat)).ShouldNotBeNull()];
        long killed = Stopwatch.GetTimestamp();
        await owner.KillAsync();

        // What was acknowledged is there; the next question is answered by the other node.
        CommandReply said = await person.UntilAcceptedAsync(chat, "Are you there?");
        ChatView after = await copy.UntilAsync(c => c.Replies().Any(r => r.TurnId == said.TurnId && r.HasEnded()), "the reply after the kill");
        TimeSpan took = Stopwatch.GetElapsedTime(killed);
        TestContext.Current.TestOutputHelper?.WriteLine($"answered again after {took.TotalSeconds:0.0} s");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        after.Users().Select(Views.Text).ShouldBe(["How are you?", "Tell me a lot.", "Are you there?"]);
        after.Replies().Select(r => r.Status).ShouldBe([MessageStatus.Completed, MessageStatus.Interrupted, MessageStatus.Completed]);
        after.Replies()[^1].Text().ShouldBe("Here again.");
        Long.ShouldStartWith(after.Replies()[1].Text());
        world.Provider.Chats.Count.ShouldBe(3, "no reply was made twice");
    }

    [Fact]
    public async Task A_question_that_was_accepted_and_had_no_word_of_its_reply_is_answered_by_the_next_node_although_nobody_looks()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, Dictionary<string, ChildProcess> sessions, ClusterObserver observer) = await StartAsync(world);
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync();
        world.Provider.Enqueue(Answer.Text("Never said.").Stall(0), Answer.Text("Said once."));
        CommandReply said = await person.SayAsync(chat, "Well?");
        await Polling.UntilAsync(() => world.Provider.Chats.Count == 1, "the model is asked");
        ChildProcess owner = sessions[(await observer.WhereAsync(chat)).ShouldNotBeNull()];
        long killed = Stopwatch.GetTimestamp();
        await owner.KillAsync();
        await Polling.UntilAsync(() => world.Provider.Chats.Count == 2, "the model is asked again");
        TestContext.Current.TestOutputHelper?.WriteLine($"asked again {Stopwatch.GetElapsedTime(killed).TotalSeconds:0.0} s after the kill");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        MessageView reply = (await copy.UntilAsync(static c => c.Messages[^1].HasEnded() && c.Replies().Count > 0, "the reply")).Replies().ShouldHaveSingleItem();
        reply.Text().ShouldBe("Said once.");
        reply.TurnId.ShouldBe(said.TurnId);
    }

    [Fact]
    public async Task A_session_node_that_is_stopped_hands_its_chats_over_and_no_page_sees_an_error()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (SapphireServer web, Dictionary<string, ChildProcess> sessions, ClusterObserver observer) = await StartAsync(world);
        world.Provider.Fallback = static request => WordsModel.Reply(request, TimeSpan.FromMilliseconds(20));
        await using Person person = await Person.AtAsync(web);
        ChatId[] chats = [await person.CreateAsync(), await person.CreateAsync(), await person.CreateAsync(), await person.CreateAsync()];
        ChatCopy[] copies = [.. chats.Select(chat => ChatCopy.Of(person.Client, chat))];
        foreach (ChatId chat in chats)
        {
            await person.SayAsync(chat, "Before.");
        }

        long begun = Stopwatch.GetTimestamp();
        ChildProcess first = sessions[(await observer.WhereAsync(chats[0])).ShouldNotBeNull()];
        Task<int> stopping = first.TerminateAsync(TimeSpan.FromSeconds(30));
        int round = 0;
        do
        {
            // None of these is refused.
            foreach (ChatId chat in chats)
            {
                await person.SayAsync(chat, $"Meanwhile {round}.");
            }

            round++;
        }
        while (!stopping.IsCompleted);
        (await stopping).ShouldBe(0, first.Output);
        TestContext.Current.TestOutputHelper?.WriteLine($"stopped after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s, {round} rounds");
        foreach (ChatCopy copy in copies)
        {
            ChatView chat = await copy.UntilAsync(c => c.Users().Count == round + 1 && c.Replies().Count == round + 1 && c.Replies().All(Views.HasEnded), "every message has its reply");
            chat.Users().Select(Views.Text).ShouldBe(["Before.", .. Enumerable.Range(0, round).Select(i => $"Meanwhile {i}.")]);
            chat.Replies().ShouldAllBe(r => r.Status == MessageStatus.Completed);
            await copy.DisposeAsync();
        }
    }

    [Fact]
    public async Task While_the_broker_is_away_commands_answer_at_once_and_it_comes_back_by_itself()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync(ownServers: true);
        ChildProcess session = await world.StartNodeAsync("session-1");
        SapphireServer web = await world.StartWebAsync();
        await web.LoginAsync();
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync();
        await person.AskAsync(chat, "what is 2 plus 2");
        await world.Broker.KillAsync();
        await Polling.UntilAsync(async () => (await HealthAsync(web)).Contains("broker", StringComparison.Ordinal), "/healthz names the broker");
        CommandId id = Person.NewCommand();
        long begun = Stopwatch.GetTimestamp();
        CommandReply refused = await person.TrySayAsync(chat, "what is 3 plus 3", id);
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        CommandError error = refused.Error.ShouldNotBeNull();
        error.Code.ShouldBe("unavailable");
        error.Retryable.ShouldBeTrue();
        error.Detail.ShouldContain("Nothing is lost");
        await Polling.UntilAsync(async () => (await person.HomeAsync()).Storage is { Reason: "unreachable" }, "the page is told");

        await world.Broker.StartAgainAsync();
        begun = Stopwatch.GetTimestamp();
        await Polling.UntilAsync(async () => (await person.TrySayAsync(chat, "what is 3 plus 3", id)).Accepted, "the chat goes on");
        TestContext.Current.TestOutputHelper?.WriteLine($"accepted {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s after the broker was back");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        ChatView after = await copy.UntilAsync(static c => c.Replies().Count == 2 && c.Replies().All(Views.HasEnded), "the second reply");
        after.Users().Select(Views.Text).ShouldBe(["what is 2 plus 2", "what is 3 plus 3"]);
        after.Replies()[^1].Text().ShouldContain("6");
        await Polling.UntilAsync(async () => (await person.HomeAsync()).Storage is null, "the page is told that it is over");
        await Polling.UntilAsync(async () => await HealthAsync(web) == "{\"status\":\"ok\"}", "/healthz is well");
        await Polling.UntilAsync(() => session.Output.Contains("cannot be reached", StringComparison.Ordinal), "the console says that the broker went");
        await Polling.UntilAsync(() => session.Output.Contains("can be reached again", StringComparison.Ordinal), "the console says that it came back");
    }

    [Fact]
    public async Task While_the_database_restarts_pages_say_so_and_everything_goes_on_by_itself()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync(ownServers: true);
        await world.StartNodeAsync("session-1");
        SapphireServer web = await world.StartWebAsync();
        await world.UseProviderAsync(web);
        world.Provider.Fallback = static request => WordsModel.Reply(request, TimeSpan.Zero);
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync();
        await person.AskAsync(chat, "First.");
        await world.Postgres.StopAsync();
        await Polling.UntilAsync(async () => (await HealthAsync(web)).Contains("store", StringComparison.Ordinal), "/healthz names the store");
        using (HttpResponseMessage refused = await web.SendAsync(HttpMethod.Put, "api/models/selection", new { selection = "builtin" }))
        {
            ((int)refused.StatusCode).ShouldBe(503, await refused.Content.ReadAsStringAsync());
        }

        // What is known goes on: the login, the settings.
        (await ClusterWorld.SessionStateAsync(web)).ShouldBe("ready");
        CommandId id = Person.NewCommand();
        (await person.TrySayAsync(chat, "Second.", id)).Error.ShouldNotBeNull().Retryable.ShouldBeTrue();
        await world.Postgres.StartAgainAsync();
        await Polling.UntilAsync(async () => (await person.TrySayAsync(chat, "Second.", id)).Accepted, "the chat goes on");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        ChatView after = await copy.UntilAsync(static c => c.Replies().Count == 2 && c.Replies().All(Views.HasEnded), "the second reply");
        after.Users().Select(Views.Text).ShouldBe(["First.", "Second."]);
        using (HttpResponseMessage changed = await web.SendAsync(HttpMethod.Put, "api/models/selection", new { selection = "builtin" }))
        {
            changed.IsSuccessStatusCode.ShouldBeTrue();
        }

        await Polling.UntilAsync(async () => await HealthAsync(web) == "{\"status\":\"ok\"}", "/healthz is well");
    }

    // Two session nodes with half of the chats each.
    private static async Task<(SapphireServer Web, Dictionary<string, ChildProcess> Sessions, ClusterObserver Observer)> StartAsync(ClusterWorld world)
    {
        Dictionary<string, ChildProcess> sessions = new(StringComparer.Ordinal)
        {
            ["session-1"] = await world.StartNodeAsync("session-1"),
            ["session-2"] = await world.StartNodeAsync("session-2"),
        };
        SapphireServer web = await world.StartWebAsync();
        await world.UseProviderAsync(web);
        ClusterObserver observer = await world.ObserveAsync();
        await observer.BalancedAsync([.. sessions.Keys]);
        return (web, sessions, observer);
    }

    private static Task<string> HealthAsync(SapphireServer web) => web.Http.GetStringAsync("healthz");
}
