using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Input;

/// <summary>Bad input over the hub: a precise error, nothing lost, and the same connection goes on.</summary>
public sealed class BadHubInputTests(RunningServer running) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private Person _person = null!;
    private ChatId _chat;

    public async ValueTask InitializeAsync()
    {
        _person = await Person.AtAsync(running.Server);
        _chat = await _person.CreateAsync();
    }

    public ValueTask DisposeAsync() => _person.DisposeAsync();

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \t\n ", "empty")]
    [InlineData("\u0000\u0001\u001b", "empty")]
    public async Task No_text(string text, string says)
    {
        CommandReply reply = await _person.TrySayAsync(_chat, text);
        reply.Error.ShouldNotBeNull().Code.ShouldBe("invalid");
        reply.Error.Title.ShouldContain(says);
        reply.Error.Detail.ShouldNotBeEmpty();
        await NothingIsLostAsync();
    }

    [Fact]
    public async Task A_megabyte_of_text_is_refused_in_words()
    {
        CommandReply reply = await _person.TrySayAsync(_chat, new string('x', 1 << 20));
        reply.Error.ShouldNotBeNull().Code.ShouldBe("invalid");
        reply.Error.Title.ShouldContain("1,048,576");
        reply.Error.Title.ShouldContain("100,000");
        await NothingIsLostAsync();
    }

    [Fact]
    public async Task The_longest_text_is_taken()
    {
        string text = string.Join(' ', Enumerable.Repeat("four", 20_000));
        await _person.SayAsync(_chat, text);
        (await _person.ReadAsync(_chat)).Users().ShouldHaveSingleItem().Text().ShouldBe(text);
    }

    [Fact]
    public async Task Control_characters_are_cleaned()
    {
        await _person.AskAsync(_chat, "what\u0000 is \u001b[31m2\r\nplus\t2\u0007");
        (await _person.ReadAsync(_chat)).Users().ShouldHaveSingleItem().Text().ShouldBe("what is [31m2\nplus\t2");
    }

    [Theory]
    [InlineData("Send", """{"commandId":"$id","chatId":"$chat","text":"\ud800 x"}""", "'text' holds half a character")]
    [InlineData("Send", """{"commandId":"$id","chatId":"$chat","text":null}""", "'text' is null or of the wrong type")]
    [InlineData("Send", """{"commandId":"$id","chatId":"$chat","text":5}""", "'text' is null or of the wrong type")]
    [InlineData("Send", """{"commandId":"garbage","chatId":"$chat","text":"x"}""", "'commandId' is not a UUID")]
    [InlineData("Send", """{"commandId":"00000000-0000-0000-0000-000000000000","chatId":"$chat","text":"x"}""", "'commandId' is not a UUID")]
    [InlineData("Send", """{"commandId":7,"chatId":"$chat","text":"x"}""", "'commandId' is null or of the wrong type")]
    [InlineData("Rename", """{"commandId":"$id","chatId":"$chat","title":null}""", "'title' is null or of the wrong type")]
    [InlineData("CancelTimer", """{"commandId":"$id","timerId":"x"}""", "'timerId' is not a UUID")]
    [InlineData("Send", "null", "The request is null")]
    [InlineData("Send", "\"text\"", "The argument is null or of the wrong type")]
    [InlineData("Nothing", "{}", "Method does not exist")]
    [InlineData("Subscribe", "\"garbage\"", "The argument is not a UUID")]
    [InlineData("Subscribe", "null", "streaming")]
    public async Task What_cannot_be_read_is_named(string method, string argument, string says)
    {
        string json = argument.Replace("$id", $"{Person.NewCommand()}", StringComparison.Ordinal).Replace("$chat", $"{_chat}", StringComparison.Ordinal);
        JsonElement answer = await InvokeAsync(method, $"[{json}]");
        answer.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain(says);
        await NothingIsLostAsync();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[1,2]")]
    public async Task A_wrong_number_of_arguments_is_named(string arguments)
    {
        (await InvokeAsync("Send", arguments)).GetProperty("error").GetString().ShouldNotBeNull().ShouldContain("invalid: ");
        await NothingIsLostAsync();
    }

    [Theory]
    [InlineData("commandId")]
    [InlineData("chatId")]
    public async Task A_missing_id_is_refused(string missing)
    {
        JsonObject request = new() { ["commandId"] = $"{Person.NewCommand()}", ["chatId"] = $"{_chat}", ["text"] = "x" };
        request.Remove(missing);
        JsonElement answer = await InvokeAsync("Send", $"[{request.ToJsonString()}]");
        answer.GetProperty("result").GetProperty("error").GetProperty("detail").GetString().ShouldBe("Send a commandId and a chatId, both UUIDs.");
        await NothingIsLostAsync();
    }

    [Fact]
    public async Task An_unknown_chat_is_named_to_commands_and_subscriptions()
    {
        ChatId unknown = ChatId.New(TimeProvider.System);
        foreach ((string method, object request) in new (string, object)[]
        {
            ("Send", new SendRequest(Person.NewCommand(), unknown, "Hello?")),
            ("Rename", new RenameRequest(Person.NewCommand(), unknown, "Title")),
            ("Delete", new ChatRequest(Person.NewCommand(), unknown)),
            ("Cancel", new TurnRequest(Person.NewCommand(), unknown, TurnId.New(TimeProvider.System))),
        })
        {
            CommandReply reply = await _person.DoAsync(method, request);
            reply.Error.ShouldNotBeNull(method).Code.ShouldBe("unknown-chat", method);
            reply.Error.Detail.ShouldNotBeEmpty(method);
        }

        (await Should.ThrowAsync<HubCallException>(_person.ReadAsync(unknown))).Message.ShouldContain("unknown-chat: There is no such chat.");
        await NothingIsLostAsync();
    }

    [Fact]
    public async Task The_same_command_twice_has_one_answer_and_one_effect()
    {
        CommandId id = Person.NewCommand();
        CommandReply first = await _person.TrySayAsync(_chat, "what is 2 plus 2", id);
        first.Accepted.ShouldBeTrue();
        (await _person.TrySayAsync(_chat, "what is 2 plus 2", id)).ShouldBe(first);
        CommandReply[] many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _person.TrySayAsync(_chat, "what is 2 plus 2", id)));
        many.ShouldAllBe(reply => reply == first);
        await using ChatCopy copy = ChatCopy.Of(_person.Client, _chat);
        await copy.LastReplyAsync();
        copy.Chat!.Messages.Count.ShouldBe(2);
        copy.Chat.Messages[0].Id.ShouldBe(first.MessageId!.Value);

        ChatId chat = ChatId.New(TimeProvider.System);
        CreateChatRequest create = new(Person.NewCommand(), chat, "Once");
        (await _person.DoAsync("Create", create)).Accepted.ShouldBeTrue();
        (await _person.DoAsync("Create", create)).Accepted.ShouldBeTrue();
        (await _person.DoAsync("Create", create with { CommandId = Person.NewCommand() })).Error!.Code.ShouldBe("exists");

        // The list follows the journal.
        await Polling.UntilAsync(async () => (await _person.HomeAsync()).Chats.Any(c => c.Id == chat), "the chat is in the list");
        (await _person.HomeAsync()).Chats.Count(c => c.Id == chat).ShouldBe(1);
    }

    [Fact]
    public async Task A_turn_that_is_not_there_and_a_title_that_is_too_long()
    {
        CommandReply cancel = await _person.DoAsync("Cancel", new TurnRequest(Person.NewCommand(), _chat, TurnId.New(TimeProvider.System)));
        cancel.Error.ShouldNotBeNull().Code.ShouldBe("unknown-turn");
        CommandReply title = await _person.DoAsync("Rename", new RenameRequest(Person.NewCommand(), _chat, new string('x', 201)));
        title.Error.ShouldNotBeNull().Title.ShouldContain("200");
        await NothingIsLostAsync();
    }

    [Fact]
    public async Task Without_a_login_there_is_no_hub()
    {
        (await Should.ThrowAsync<WebSocketException>(HubClient.ConnectAsync(running.Server.Address, new CookieContainer()))).Message.ShouldContain("401");
        await NothingIsLostAsync();
    }

    private async Task<JsonElement> InvokeAsync(string method, string arguments)
    {
        string id = $"raw-{Guid.NewGuid()}";
        return await _person.Client.InvokeRawAsync(id, $$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":{{arguments}}}""").WaitAsync(Polling.Patience);
    }

    // The same connection, a normal command.
    private async Task NothingIsLostAsync()
    {
        (await _person.AskAsync(_chat, "what is 17 times 23")).Text().ShouldContain("391");
        (await _person.ReadAsync(_chat)).Users().ShouldHaveSingleItem().Text().ShouldBe("what is 17 times 23");
    }
}
