using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Web.Json;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>The page of the soak takes a stream as a browser's page does.</summary>
public sealed class PageRulesTests
{
    private static readonly MessageView Question = Message(MessageRole.User, null);
    // As it comes over the wire.
    private static readonly ChatView Chat = JsonSerializer.Deserialize<ChatView>($$"""{"id":"{{Guid.CreateVersion7()}}","title":"Chat","messages":[],"deleted":false,"settings":{ } }""", JsonDefaults.Options)! with { Messages = [Question] };

    [Fact]
    public void A_message_behind_one_that_was_lost_asks_for_a_snapshot()
    {
        MessageView lost = Message(MessageRole.User, Question.Id);
        PageRules.Apply(Chat, new MessageChanged(Message(MessageRole.Assistant, lost.Id))).ShouldBeNull();
    }

    [Fact]
    public void A_message_behind_one_that_is_there_is_appended_and_replaced_by_its_id()
    {
        MessageView reply = Message(MessageRole.Assistant, Question.Id);
        ChatView with = PageRules.Apply(Chat, new MessageChanged(reply)).ShouldNotBeNull();
        with.Messages.ShouldBe([Question, reply]);
        MessageView ended = reply with { Status = MessageStatus.Completed };
        PageRules.Apply(with, new MessageChanged(ended)).ShouldNotBeNull().Messages.ShouldBe([Question, ended]);
    }

    private static MessageView Message(MessageRole role, MessageId? parent) => new(
        MessageId.New(TimeProvider.System), parent, role, new List<PartView>(), MessageStatus.Streaming, null, null, null, 1, 0, null, null, null, TimeProvider.System.GetUtcNow(), null);
}
