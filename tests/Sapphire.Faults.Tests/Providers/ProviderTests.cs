using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Providers;

/// <summary>Providers that misbehave, through the whole program. What a stream may look like is tested where streams are read.</summary>
public sealed class ProviderTests : IAsyncLifetime
{
    private readonly TestHome _home = new();
    private ScriptedServer _first = null!;
    private ScriptedServer _second = null!;
    private SapphireServer _server = null!;
    private Person _person = null!;

    public async ValueTask InitializeAsync()
    {
        _first = await ScriptedServer.StartAsync();
        _second = await ScriptedServer.StartAsync();
        _server = await _home.With(_first, _second).StartAsync();
        _person = await Person.AtAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _person.DisposeAsync();
        await _server.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_tool_call_split_over_chunks_runs_once_and_goes_back_to_the_model()
    {
        _first.Enqueue(Answer.ToolCall("calculate", """{"expression":"17 * 23"}""").SplitEvery(7), Answer.Text("It is 391."));
        MessageView reply = await _person.AskAsync(await _person.CreateAsync(), "What is 17 times 23?");
        reply.Status.ShouldBe(MessageStatus.Completed);
        reply.Parts.OfType<ToolPart>().ShouldHaveSingleItem().Result.ShouldNotBeNull().ShouldContain("391");
        reply.Text().ShouldBe("It is 391.");
        reply.Model.ShouldBe("scripted (Provider 1)");
        _first.Chats[1].Body.ShouldContain("391");
        _second.Chats.ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_requests_waits_as_long_as_it_was_told()
    {
        _first.Enqueue(Answer.Error(429, "Slow down.").Header("Retry-After", "1"), Answer.Text("Now I can."));
        long begun = TimeProvider.System.GetTimestamp();
        MessageView reply = await _person.AskAsync(await _person.CreateAsync(), "Are you busy?");
        reply.Text().ShouldBe("Now I can.");
        TimeProvider.System.GetElapsedTime(begun).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        _first.Chats.Count.ShouldBe(2);
        _second.Chats.ShouldBeEmpty("a provider that is only busy is not replaced");
    }

    [Fact]
    public async Task A_server_error_before_the_first_token_goes_to_the_next_provider()
    {
        _first.Enqueue(Answer.Error(500, "Out of memory."));
        _second.Enqueue(Answer.Text("I am the second."));
        MessageView reply = await _person.AskAsync(await _person.CreateAsync(), "Who are you?");
        reply.Status.ShouldBe(MessageStatus.Completed);
        reply.Text().ShouldBe("I am the second.");
        reply.Model.ShouldBe("scripted (Provider 2)");
    }

    [Fact]
    public async Task A_stream_cut_after_its_first_words_offers_to_continue_and_continues()
    {
        _first.Enqueue(Answer.Text("One two three four.").Cut(3), Answer.Text("three four."));
        ChatId chat = await _person.CreateAsync();
        MessageView failed = await _person.AskAsync(chat, "Count to four.");
        failed.Status.ShouldBe(MessageStatus.Failed);
        failed.Text().ShouldBe("One two ");
        failed.Error.ShouldNotBeNull().CanContinue.ShouldBeTrue();
        failed.Error.CanRetry.ShouldBeTrue();
        failed.Error.Title.ShouldContain("Provider 1");
        _second.Chats.ShouldBeEmpty("what has begun is never answered silently by another");

        (await _person.DoAsync("Continue", new TurnRequest(Person.NewCommand(), chat, failed.TurnId!.Value))).Accepted.ShouldBeTrue();
        await using ChatCopy copy = ChatCopy.Of(_person.Client, chat);
        ChatView after = await copy.UntilAsync(c => c.Messages[^1].Status == MessageStatus.Completed, "the rest");
        after.Messages.Count.ShouldBe(2);
        after.Messages[^1].Id.ShouldBe(failed.Id);
        after.Messages[^1].Text().ShouldBe("One two three four.");
        after.Messages[^1].Error.ShouldBeNull();
    }

    [Fact]
    public async Task Cancel_takes_effect_at_once_while_the_provider_stalls()
    {
        _first.Enqueue(Answer.Text("One two three four.").Stall(3), Answer.Text("Fine."));
        ChatId chat = await _person.CreateAsync();
        CommandReply said = await _person.SayAsync(chat, "Count.");
        await using ChatCopy copy = ChatCopy.Of(_person.Client, chat);
        await copy.UntilAsync(c => c.Messages[^1].Text() == "One two ", "two words");
        long begun = TimeProvider.System.GetTimestamp();
        (await _person.DoAsync("Cancel", new TurnRequest(Person.NewCommand(), chat, said.TurnId!.Value))).Accepted.ShouldBeTrue();
        MessageView reply = await copy.LastReplyAsync();

        // The provider would be given a minute.
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        reply.Status.ShouldBe(MessageStatus.Cancelled);
        reply.Text().ShouldBe("One two ");
        await _first.Chats[0].Closed.WaitAsync(Polling.Patience);
        (await _person.AskAsync(chat, "And now?")).Text().ShouldBe("Fine.");
    }

    [Fact]
    public async Task With_every_provider_down_the_built_in_assistant_helps_where_it_can_and_says_where_not()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        ChatId chat = await _person.CreateAsync();
        MessageView sum = await _person.AskAsync(chat, "what is 17 times 23");
        sum.Status.ShouldBe(MessageStatus.Completed);
        sum.Text().ShouldContain("391");
        MessageView poem = await _person.AskAsync(chat, "Write a poem about autumn leaves.");
        (poem.Text() + poem.Error?.Title + poem.Error?.Detail).ShouldSatisfyAllConditions(
            said => said.ShouldMatch("(?i)provider 1|language model"),
            said => said.Length.ShouldBeGreaterThan(20));

        // Once it is known that they are down, it is the built-in assistant that says so.
        (await _server.SendAsync(HttpMethod.Put, "api/models/selection", new { selection = "builtin", order = Array.Empty<string>() })).IsSuccessStatusCode.ShouldBeTrue();
        MessageView plain = await _person.AskAsync(chat, "Write a poem about autumn leaves.");
        plain.Status.ShouldBe(MessageStatus.Completed);
        plain.Text().ShouldContain("no language model is connected", Case.Insensitive);
    }
}
