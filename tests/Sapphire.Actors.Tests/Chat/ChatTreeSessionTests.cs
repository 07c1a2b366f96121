using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>Branches and undo by way of a session: what its readers see, and what a restart leaves.</summary>
public sealed class ChatTreeSessionTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Readers_see_branches_removals_and_what_can_be_undone()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path));
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        await sapphire.SayAsync(chat, "one");
        (await sapphire.Model.NextAsync()).Finish("first");
        await reader.UntilAsync(MessageStatus.Completed);
        MessageId first = reader.Reply.Id;

        (await DoAsync(sapphire, new RetryTurn(chat, Command(sapphire), Now(sapphire), TurnId.New(sapphire.Time), TurnId.New(sapphire.Time), MessageId.New(sapphire.Time)) { MessageId = first })).Accepted.ShouldBeTrue();
        (await sapphire.Model.NextAsync()).Finish("second");
        await reader.UntilAsync(one => one.View!.Messages.Count == 2 && one.Text == "second" && one.Reply.Status == MessageStatus.Completed);
        reader.Reply.Siblings.ShouldBe(new(1, 2, first, null));
        reader.View!.UndoLabel.ShouldBe("answer again");

        await DoAsync(sapphire, new SelectBranch(chat, Command(sapphire), Now(sapphire), first));
        await reader.UntilTextAsync("first");
        await DoAsync(sapphire, new RemoveMessages(chat, Command(sapphire), Now(sapphire), null));
        await reader.UntilAsync(one => one.View!.Messages.Count == 0);
        reader.View!.UndoLabel.ShouldBe("clear the chat");
        await DoAsync(sapphire, new UndoLast(chat, Command(sapphire), Now(sapphire)));
        await reader.UntilAsync(one => one.View!.Messages.Count == 2);
        reader.View!.RedoLabel.ShouldBe("clear the chat");
        await sapphire.SayAsync(chat, "two");
        await reader.UntilAsync(one => one.View!.RedoLabel is null);
        (await sapphire.Model.NextAsync()).Finish("done");
        await reader.UntilTextAsync("done");
    }

    [Fact]
    public async Task What_can_be_undone_survives_a_restart_and_a_snapshot()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path) { Chat = new() { SnapshotEvery = 3 } });
        ChatId chat = await sapphire.CreateAsync();
        await using (ChatReader reader = sapphire.Read(chat))
        {
            await sapphire.SayAsync(chat, "one");
            (await sapphire.Model.NextAsync()).Finish("first");
            await reader.UntilAsync(MessageStatus.Completed);
            await DoAsync(sapphire, new ChangeChatSettings(chat, Command(sapphire), Now(sapphire), new() { Persona = "Ada" }, "apply the persona Ada"));
            await DoAsync(sapphire, new PinChat(chat, Command(sapphire), Now(sapphire), Pinned: true));
            await DoAsync(sapphire, new RemoveMessages(chat, Command(sapphire), Now(sapphire), null));
        }

        sapphire = await sapphire.RestartAsync(crash: true);
        await using (sapphire)
        {
            ChatView view = await sapphire.ViewAsync(chat);
            view.ShouldSatisfyAllConditions(
                one => one.Messages.ShouldBeEmpty(),
                one => one.Pinned.ShouldBeTrue(),
                one => one.Settings.Persona.ShouldBe("Ada"),
                one => one.UndoLabel.ShouldBe("clear the chat"));
            foreach (string label in (string[])["pin the chat", "apply the persona Ada"])
            {
                await DoAsync(sapphire, new UndoLast(chat, Command(sapphire), Now(sapphire)));
                (await sapphire.ViewAsync(chat)).UndoLabel.ShouldBe(label);
            }

            view = await sapphire.ViewAsync(chat);
            view.Messages.Count.ShouldBe(2);
            view.Pinned.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task An_edit_stops_the_reply_and_keeps_what_it_has_said()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path));
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        await sapphire.SayAsync(chat, "one");
        (await sapphire.Model.NextAsync()).Finish("first");
        await reader.UntilAsync(MessageStatus.Completed);
        MessageId first = reader.Reply.Id;
        await sapphire.SayAsync(chat, "two");
        LiveRequest live = await sapphire.Model.NextAsync();
        live.Say("some words");
        await reader.UntilTextAsync("some words");

        await DoAsync(sapphire, new EditReply(chat, Command(sapphire), Now(sapphire), first, MessageId.New(sapphire.Time), "better"));

        await reader.UntilTextAsync("better");
        reader.Reply.Edited.ShouldBeTrue();
        await DoAsync(sapphire, new UndoLast(chat, Command(sapphire), Now(sapphire)));
        await reader.UntilTextAsync("some words");
        reader.Reply.Status.ShouldBe(MessageStatus.Cancelled);
    }

    private static async Task<CommandReply> DoAsync(AssistantHarness sapphire, ChatCommand command)
    {
        CommandReply reply = await sapphire.SendAsync(command);
        reply.Error.ShouldBeNull();
        return reply;
    }

    private static CommandId Command(AssistantHarness sapphire) => CommandId.New(sapphire.Time);

    private static DateTimeOffset Now(AssistantHarness sapphire) => sapphire.Time.GetUtcNow();
}
