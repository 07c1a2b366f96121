using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>What somebody has said in one chat, and what was acknowledged of it.</summary>
internal sealed class ChatLedger(ChatId id)
{
    public ChatId Id => id;

    /// <summary>In the order in which it was sent; the next one only after the one before was acknowledged.</summary>
    public List<Said> Messages { get; } = [];

    /// <summary>Whatever a reply shows is the beginning of what the model said to its message; a complete one is all of it.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="before">What was looked at before; only what has changed since is looked at.</param>
    public static void CheckTexts(ChatView chat, ChatView? before = null)
    {
        foreach (MessageView reply in chat.Messages.Where(m => m.Role == MessageRole.Assistant && before?.Messages.Contains(m, ReferenceEqualityComparer.Instance) != true))
        {
            string where = $"chat {chat.Id}, {reply.Status} reply {reply.Id}";
            string whole = ChattingModel.TextFor(chat.Messages.Single(m => m.Id == reply.ParentId).Text());
            string text = reply.Text();
            reply.Status.ShouldNotBe(MessageStatus.Failed, $"{where}: {reply.Error}");
            if (reply.Status == MessageStatus.Completed) text.ShouldBe(whole, where);
            else whole.StartsWith(text, StringComparison.Ordinal).ShouldBeTrue($"{where} shows '{text}', and not the beginning of '{whole}'");
        }
    }

    /// <summary>Compares with the whole chat: everything acknowledged once and in order, with one reply each, and nothing else.</summary>
    public void Check(ChatView chat)
    {
        string where = $"chat {Id}";
        CheckTexts(chat);
        chat.Users().Select(m => (m.CommandId, m.Id, m.Text())).ShouldBe(Messages.Select(m => ((CommandId?)m.Command, m.Message!.Value, m.Text)), where);
        chat.Replies().Select(r => r.TurnId).ShouldBe(Messages.Select(m => m.Turn), where);
        chat.Messages.Select(m => m.Id).ShouldBeUnique(where);
        chat.Replies().ShouldAllBe(r => r.HasEnded(), where);
    }

    /// <summary>One message and its acknowledgement.</summary>
    internal sealed class Said(CommandId command, string text)
    {
        public CommandId Command => command;

        public string Text => text;

        public MessageId? Message { get; set; }

        public TurnId? Turn { get; set; }
    }
}
