using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tests.Chat;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Transfer;

namespace Sapphire.Actors.Tests.Transfer;

public sealed class ChatTransferTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sapphire-transfer-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task An_exported_chat_is_imported_with_all_its_branches_and_settings_as_another_one()
    {
        await using AssistantHarness assistant = await AssistantHarness.StartAsync(new(_home) { Script = static request => request.Finish("reply to " + request.Messages[^1].Text) });
        ChatId chat = await assistant.CreateAsync("Bread");
        Say first = await SayAsync(assistant, chat, "one");
        await SayAsync(assistant, chat, "two");
        Say corrected = assistant.NewSay(chat, "uno") with { Replaces = first.MessageId };
        (await assistant.SendAsync(corrected)).Accepted.ShouldBeTrue();
        await assistant.StoredAsync<ReplyCompleted>(chat, done => done.TurnId == corrected.TurnId);
        (await assistant.SendAsync(new ChangeChatSettings(chat, CommandId.New(assistant.Time), assistant.Time.GetUtcNow(), new() { Toolset = "none", Speed = 1.5 }))).Accepted.ShouldBeTrue();
        ChatTransfer transfer = assistant.Get<ChatTransfer>();
        ChatState state = await transfer.ReadAsync(chat, TestContext.Current.CancellationToken);

        ChatFile file = ChatTransfer.Parse(ChatTransfer.Write([ChatFile.Of(state)])).Single();
        ChatId copy = await transfer.ImportAsync(file, null, TestContext.Current.CancellationToken);

        copy.ShouldNotBe(chat);
        ChatState copied = await transfer.ReadAsync(copy, TestContext.Current.CancellationToken);
        copied.Title.ShouldBe("Bread");
        copied.Settings.ShouldBe(state.Settings);
        copied.Nodes.Count.ShouldBe(6);
        copied.Branch.Select(static node => node.Text).ShouldBe(["uno", "reply to uno"]);
        copied.Nodes.Values.Select(static node => node.Text).Order().ShouldBe(state.Nodes.Values.Select(static node => node.Text).Order());
        copied.Nodes.Keys.ShouldNotContain(id => state.Nodes.ContainsKey(id));
    }

    [Fact]
    public async Task Several_chats_are_one_file_and_markdown_is_the_branch_that_is_shown()
    {
        await using AssistantHarness assistant = await AssistantHarness.StartAsync(new(_home) { Script = static request => request.Finish("**fine**") });
        ChatTransfer transfer = assistant.Get<ChatTransfer>();
        List<ChatState> states = [];
        foreach (string title in (string[])["A", "B"])
        {
            ChatId chat = await assistant.CreateAsync(title);
            await SayAsync(assistant, chat, "how are you");
            states.Add(await transfer.ReadAsync(chat, TestContext.Current.CancellationToken));
        }

        ChatTransfer.Parse(ChatTransfer.Write([.. states.Select(ChatFile.Of)])).Select(static file => file.Title).ShouldBe(["A", "B"]);
        string markdown = ChatMarkdown.Write(states[0]);
        markdown.ShouldStartWith("# A\n");
        markdown.ShouldContain("how are you");
        markdown.ShouldContain("**fine**");
    }

    [Fact]
    public async Task A_chat_that_is_not_there_is_not_exported()
    {
        await using AssistantHarness assistant = await AssistantHarness.StartAsync(new(_home));

        ChatFileException e = await Should.ThrowAsync<ChatFileException>(() => assistant.Get<ChatTransfer>().ReadAsync(ChatId.New(assistant.Time), TestContext.Current.CancellationToken));

        e.NotFound.ShouldBeTrue();
    }

    [Theory]
    [InlineData("{ \"messages\": [] }", "format")]
    [InlineData("{ \"format\": \"sapphire-chat\", \"version\": 2, \"messages\": [] }", "version is 2")]
    [InlineData("{ \"format\": \"sapphire-chat\", \"version\": 1 }", "no list of messages")]
    [InlineData("{ \"format\": \"sapphire-chat\",\n \"version\": }", "line 2")]
    [InlineData("[]", "1 to 1000 chats")]
    [InlineData("[{ \"format\": \"sapphire-chat\", \"version\": 1, \"messages\": [ { \"id\": \"00000000-0000-7000-8000-000000000001\", \"parentId\": \"00000000-0000-7000-8000-000000000002\", \"role\": \"user\", \"parts\": [], \"status\": \"completed\", \"createdAt\": \"2026-01-01T00:00:00Z\" } ] }]", "Message 1 follows")]
    public void A_file_that_is_no_exported_chat_is_refused_with_its_fault(string content, string advice) =>
        Should.Throw<ChatFileException>(() => ChatTransfer.Parse(Encoding.UTF8.GetBytes(content))).Advice.ShouldContain(advice);

    [Fact]
    public void Whatever_a_chat_is_like_its_file_makes_the_same_chat_again() => Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Pick)[]>(), static steps =>
    {
        ChatBuilder original = TreeSteps.Run(steps);
        while (original.State.Open is not null)
        {
            original.Complete();
        }

        original.Restore();
        ChatState copy = Copy(ChatTransfer.Parse(ChatTransfer.Write([ChatFile.Of(original.State)])).Single());

        Shape(copy, null).ShouldBe(Shape(original.State, null));
        copy.Branch.Select(static node => node.Text).ShouldBe(original.State.Branch.Select(static node => node.Text));
        // One that lost its name by an undo is named by its first message.
        string? title = original.State.Title ?? (copy.Nodes.Count == 0 ? null : ChatState.FirstTitle(copy.Nodes[copy.VisibleChildren(null).First()].Text));
        (copy.Title, copy.Settings, copy.Archived).ShouldBe((title, original.State.Settings, original.State.Archived));
        Shape(Copy(ChatFile.Of(copy)), null).ShouldBe(Shape(original.State, null), "also of the copy");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(TreeSteps.Runs).WithEndSize(120));

    [Fact]
    public void A_long_chat_and_messages_of_the_same_moment_keep_their_order()
    {
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ImmutableArray<ChatNode> nodes = [.. Enumerable.Range(0, 2_500).Select(i => new ChatNode(new(Guid.CreateVersion7()), null, MessageRole.User, [new TextPart($"{i}")], MessageStatus.Completed, at))];
        ChatFile file = new(ChatFile.FormatName, ChatFile.Newest, "Long", at, null, false, false, nodes[700].Id, nodes);

        ChatState copy = Copy(ChatTransfer.Parse(JsonSerializer.SerializeToUtf8Bytes(file, ChatFileJson.Default.ChatFile)).Single());

        copy.VisibleChildren(null).Select(id => copy.Nodes[id].Text).ShouldBe(Enumerable.Range(0, 2_500).Select(static i => $"{i}"));
        copy.Branch.Single().Text.ShouldBe("700");
    }

    [Fact]
    public void Large_messages_are_sent_in_portions()
    {
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ImmutableArray<ChatNode> nodes = [.. Enumerable.Range(0, 10).Select(_ => new ChatNode(new(Guid.CreateVersion7()), null, MessageRole.User, [new TextPart(new('x', 1_500_000))], MessageStatus.Completed, at))];
        ImportPlan.Of(new(ChatFile.FormatName, ChatFile.Newest, "Large", at, null, false, false, null, nodes), ChatId.New(TimeProvider.System), null, TimeProvider.System)
            .OfType<ImportMessages>().Select(static one => one.Messages.Length).ShouldBe([2, 2, 2, 2, 2]);
    }

    private static ChatState Copy(ChatFile file)
    {
        ChatState state = ChatState.None;
        foreach (ChatCommand command in ImportPlan.Of(file, ChatId.New(TimeProvider.System), null, TimeProvider.System))
        {
            ChatDecision decision = ChatDecider.Decide(state, command, ChatBuilder.MaxText);
            decision.Reply.Error.ShouldBeNull();
            state = decision.Events.Aggregate(state, static (now, happened) => now.Apply(happened));
        }

        return state;
    }

    private static string Shape(ChatState state, MessageId? parent) => string.Concat(state.VisibleChildren(parent)
        .Select(id => $"({state.Nodes[id].Role} {JsonSerializer.Serialize(state.Nodes[id].Parts, ChatFileJson.Default.Options)} {state.Nodes[id].Status} {state.Nodes[id].CreatedAt:O}{Shape(state, id)})"));

    private static async Task<Say> SayAsync(AssistantHarness assistant, ChatId chat, string text)
    {
        Say say = await assistant.SayAsync(chat, text);
        await assistant.StoredAsync<ReplyCompleted>(chat, done => done.TurnId == say.TurnId);
        return say;
    }
}
