using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;

namespace Sapphire.Faults.Tests.Soak;

/// <summary>
/// What one client knows about one of its chats: what was acknowledged must be there, what was sent without an answer may be there
/// or not, and anything else must not.
/// </summary>
internal sealed class ChatRecord(ChatId id)
{
    private const string FirstTitle = "Kept";

    public ChatId Id => id;

    /// <summary>True when its creation was acknowledged; null while that is unknown.</summary>
    public bool? Created { get; set; }

    /// <summary>The titles that it may have.</summary>
    public HashSet<string> Titles { get; set; } = [FirstTitle];

    /// <summary>The states of deletion that it may be in.</summary>
    public HashSet<bool> Deleted { get; set; } = [false];

    public List<Said> Messages { get; } = [];

    /// <summary>Turns whose cancelling was acknowledged.</summary>
    public HashSet<TurnId> Cancelled { get; } = [];

    /// <summary>Replies that this client saw complete: they are stored, and stay as they are.</summary>
    public Dictionary<MessageId, string> Completed { get; } = [];

    /// <summary>The timers that it has seen returned by a tool.</summary>
    public HashSet<string> Timers { get; } = [];

    public static string TitleOfCreation => FirstTitle;

    /// <summary>Compares with the chat as it is stored, and takes over what was unknown until now.</summary>
    public void Check(ChatView chat)
    {
        string where = $"chat {id}";
        Titles.ShouldContain(chat.Title, where);
        Deleted.ShouldContain(chat.Deleted, where);
        IReadOnlyList<MessageView> users = chat.Users();
        foreach (MessageView message in users)
        {
            Said said = Messages.SingleOrDefault(m => m.Command == message.CommandId).ShouldNotBeNull($"{where}: '{message.Text()}' was never sent");
            message.Text().ShouldBe(said.Text, where);
            said.Refused.ShouldBeFalse($"{where}: '{said.Text}' was refused");
        }

        foreach (Said said in Messages)
        {
            MessageView[] found = [.. users.Where(m => m.CommandId == said.Command)];
            found.Length.ShouldBeLessThanOrEqualTo(1, $"{where}: '{said.Text}' is there twice");
            if (said.Message is { } acknowledged)
            {
                found.ShouldHaveSingleItem($"{where}: the acknowledged '{said.Text}' is missing").Id.ShouldBe(acknowledged, where);
                chat.Replies().Count(r => r.ParentId == acknowledged && r.TurnId == said.Turn).ShouldBe(1, $"{where}: the turn of '{said.Text}' has another id, or is gone");
            }
        }

        users.Select(m => Messages.FindIndex(s => s.Command == m.CommandId)).ShouldBeInOrder(SortDirection.Ascending, $"{where}: the order of the messages");
        chat.Messages.Select(m => m.Id).ShouldBeUnique(where);
        foreach (MessageView reply in chat.Replies())
        {
            Check(reply, Messages.Single(s => s.Command == users.Single(u => u.Id == reply.ParentId).CommandId), where);
        }

        Titles = [chat.Title];
        Deleted = [chat.Deleted];
        Created = true;
        foreach (Said said in Messages.Where(m => m.Message is null))
        {
            MessageView? found = users.FirstOrDefault(m => m.CommandId == said.Command);
            said.Message = found?.Id;
            said.Turn = chat.Replies().FirstOrDefault(r => r.ParentId == found?.Id)?.TurnId;
        }
    }

    private void Check(MessageView reply, Said said, string where)
    {
        reply.Status.ShouldNotBe(MessageStatus.Failed, $"{where}: the reply to '{said.Text}': {reply.Error}");
        if (Cancelled.Contains(reply.TurnId!.Value))
        {
            reply.Status.ShouldNotBe(MessageStatus.Streaming, $"{where}: the acknowledged cancelling of '{said.Text}'");
            reply.Status.ShouldNotBe(MessageStatus.Waiting, $"{where}: the acknowledged cancelling of '{said.Text}'");
        }

        if (Completed.TryGetValue(reply.Id, out string? completed))
        {
            reply.Status.ShouldBe(MessageStatus.Completed, $"{where}: the completed reply to '{said.Text}'");
            reply.Text().ShouldBe(completed, where);
        }

        if (said.Timer)
        {
            reply.Parts.OfType<ToolPart>().Count().ShouldBeLessThanOrEqualTo(1, $"{where}: the tool for '{said.Text}' ran more than once");
            foreach (ToolPart tool in reply.Parts.OfType<ToolPart>().Where(t => t.Result is not null))
            {
                Timers.Add(JsonDocument.Parse(tool.Result!).RootElement.GetProperty("id").GetString()!);
            }
        }
        else if (reply.Model?.Contains("Provider", StringComparison.Ordinal) == true || (reply.Status == MessageStatus.Interrupted && reply.Text().StartsWith("You said", StringComparison.Ordinal)))
        {
            string whole = LoadModel.TextFor(said.Text);
            (reply.Status == MessageStatus.Completed ? reply.Text() == whole : whole.StartsWith(reply.Text(), StringComparison.Ordinal))
                .ShouldBeTrue($"{where}: the {reply.Status} reply to '{said.Text}' is '{reply.Text()}'");
        }
    }
}

/// <summary>One message that was sent.</summary>
/// <param name="Command">Its command.</param>
/// <param name="Text">Its text.</param>
/// <param name="Timer">True when it asks for a timer.</param>
internal sealed record Said(CommandId Command, string Text, bool Timer)
{
    /// <summary>The acknowledged id; null while it is unknown whether it was stored.</summary>
    public MessageId? Message { get; set; }

    public TurnId? Turn { get; set; }

    public bool Refused { get; set; }
}
