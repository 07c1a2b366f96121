using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>What a chat knows of its readers on other nodes.</summary>
public sealed class ChatReadersTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_reader_learns_how_much_it_was_sent_and_a_stranger_that_it_is_none()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path));
        ChatId chat = await sapphire.CreateAsync();
        using Inbox reader = Inbox.Create(sapphire.System);
        using Inbox stranger = Inbox.Create(sapphire.System);
        sapphire.Tell(chat, new Subscribe(reader.Receiver));
        (await reader.ReceiveAsync(AssistantHarness.Deadline)).ShouldBeOfType<ChatSnapshot>();
        await sapphire.SayAsync(chat, "hello");
        (await sapphire.Model.NextAsync()).Finish("One");
        int updates = 1;
        while (await reader.ReceiveAsync(AssistantHarness.Deadline) is Update update)
        {
            updates++;
            if (update is MessageChanged { Message: { Role: MessageRole.Assistant, Status: MessageStatus.Completed } }) break;
        }

        IActorRef session = (await sapphire.SessionAsync(chat)).ShouldNotBeNull();
        session.Tell(new CheckSubscription(reader.Receiver), reader.Receiver);
        (await reader.ReceiveAsync(AssistantHarness.Deadline)).ShouldBe(new SubscriptionStanding(updates));
        session.Tell(new CheckSubscription(stranger.Receiver), stranger.Receiver);
        (await stranger.ReceiveAsync(AssistantHarness.Deadline)).ShouldBe(PublisherRestarted.Instance);
    }

    [Fact]
    public async Task Words_go_on_to_the_readers_while_those_before_them_are_with_the_journal_and_commands_wait()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path) { Chat = new() { ProgressInterval = TimeSpan.FromMilliseconds(20) } });
        ChatId chat = await sapphire.CreateAsync();
        Say said = await sapphire.SayAsync(chat, "hello");
        await using ChatReader reader = sapphire.Read(chat);
        LiveRequest request = await sapphire.Model.NextAsync();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource gate = new();
        sapphire.Journal.BeforeWrite = _ =>
        {
            begun.TrySetResult();
            return gate.Task;
        };
        request.Say("Once ");
        await begun.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);
        request.Say("upon ");
        await reader.UntilAsync(one => one.Text == "Once upon ");

        // A page that comes now sees both, too.
        await using (ChatReader late = sapphire.Read(chat))
        {
            await late.UntilAsync(one => one.View is not null && one.Text == "Once upon ");
        }

        // What ends the turn is decided on all that was said, and stored behind it.
        Task<CommandReply> cancel = sapphire.CancelAsync(chat, said.TurnId);
        cancel.IsCompleted.ShouldBeFalse();
        sapphire.Journal.BeforeWrite = null;

        // Those that wait go on one after another, in their order.
        await Task.Run(gate.SetResult, TestContext.Current.CancellationToken);
        (await cancel).Error.ShouldBeNull();
        await reader.UntilAsync(MessageStatus.Cancelled);
        reader.Text.ShouldBe("Once upon ");
        (await sapphire.EventsAsync(chat)).OfType<ReplyProgressed>().Select(static e => e.Text).ShouldBe(["Once ", "upon "]);
    }
}
