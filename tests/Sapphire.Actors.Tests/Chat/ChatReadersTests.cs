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
}
