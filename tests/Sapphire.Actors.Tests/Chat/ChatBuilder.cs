using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>Drives the pure chat as a session does, and checks what must always hold.</summary>
internal sealed class ChatBuilder
{
    public const int MaxText = 1000;
    private int _ids;

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public ChatState State { get; private set; } = ChatState.None;

    public ImmutableList<ChatEvent> Events { get; private set; } = [];

    public ChatId ChatId { get; } = new(Guid.Parse("00000000-0000-7000-8000-00000000000c"));

    public DateTimeOffset Now => Start.AddSeconds(_ids);

    public Guid NextId() => new($"00000000-0000-7000-8000-{++_ids:x12}");

    public ChatBuilder Created()
    {
        Do(new CreateChat(ChatId, new(NextId()), Now, null)).Accepted.ShouldBeTrue();
        return this;
    }

    public CommandReply Say(string text) => Do(NewSay(text));

    public Say NewSay(string text) => new(ChatId, new(NextId()), Now, new(NextId()), new(NextId()), new(NextId()), text, null, "page");

    public CommandReply Correct(MessageId replaced, string text) => Do(NewSay(text) with { Replaces = replaced });

    public CommandReply Heard(TurnId turn, int length) => Do(new MarkHeard(ChatId, new(NextId()), Now, turn, length));

    public CommandReply Cancel(TurnId turn) => Do(new CancelTurn(ChatId, new(NextId()), Now, turn));

    public CommandReply Retry(TurnId turn) => Do(new RetryTurn(ChatId, new(NextId()), Now, turn, new(NextId()), new(NextId())));

    public CommandReply Continue(TurnId turn) => Do(new ContinueTurn(ChatId, new(NextId()), Now, turn, new(NextId())));

    public CommandReply Delete() => Do(new DeleteChat(ChatId, new(NextId()), Now));

    public CommandReply Restore() => Do(new RestoreChat(ChatId, new(NextId()), Now));

    public CommandReply Rename(string title) => Do(new RenameChat(ChatId, new(NextId()), Now, title));

    public CommandReply Title(string title) => Do(new TitleChat(ChatId, new(NextId()), Now, title));

    public CommandReply Answer(MessageId message) => Do(new RetryTurn(ChatId, new(NextId()), Now, new(NextId()), new(NextId()), new(NextId())) { MessageId = message });

    public CommandReply ContinueReply(MessageId reply) => Do(new ContinueTurn(ChatId, new(NextId()), Now, new(NextId()), new(NextId())) { MessageId = reply });

    public CommandReply Edit(MessageId reply, string text) => Do(new EditReply(ChatId, new(NextId()), Now, reply, new(NextId()), text));

    public CommandReply Remove(MessageId? from) => Do(new RemoveMessages(ChatId, new(NextId()), Now, from));

    public CommandReply RemoveTool(MessageId reply, string callId) => Do(new RemoveToolCall(ChatId, new(NextId()), Now, reply, callId));

    public CommandReply Select(MessageId message) => Do(new SelectBranch(ChatId, new(NextId()), Now, message));

    public CommandReply Undo() => Do(new UndoLast(ChatId, new(NextId()), Now));

    public CommandReply Redo() => Do(new RedoLast(ChatId, new(NextId()), Now));

    public CommandReply Set(ChatSettings settings) => Do(new ChangeChatSettings(ChatId, new(NextId()), Now, settings));

    public CommandReply Pin(bool on) => Do(new PinChat(ChatId, new(NextId()), Now, on));

    public CommandReply Archive(bool on) => Do(new ArchiveChat(ChatId, new(NextId()), Now, on));

    public CommandReply Do(ChatCommand command)
    {
        ChatDecision decision = ChatDecider.Decide(State, command, MaxText);
        if (decision.Reply.Error is not null)
        {
            decision.Events.ShouldBeEmpty("a refused command must change nothing");
        }

        foreach (ChatEvent happened in decision.Events)
        {
            Store(happened);
        }

        if (!decision.Events.IsEmpty)
        {
            ChatDecision again = ChatDecider.Decide(State, command, MaxText);
            again.Events.ShouldBeEmpty("a command that is sent twice takes effect once");
            again.Reply.ShouldBe(decision.Reply, "a command that is sent twice has one answer");
        }

        Settle();
        return decision.Reply;
    }

    public void Happened(ChatEvent happened)
    {
        Store(happened);
        Settle();
    }

    private void Store(ChatEvent happened)
    {
        State = State.Apply(happened);
        Events = Events.Add(happened);
    }

    // As a session does when its events are stored.
    private void Settle()
    {
        if (State is { Open: null, Waiting.IsEmpty: false })
        {
            Store(new TurnStarted(State.Waiting[0], Now));
        }
    }

    public TurnId Open => State.Open!.Value;

    public ChatBuilder Progress(string text, bool reasoning = false)
    {
        Happened(new ReplyProgressed(Open, text, reasoning, Now));
        return this;
    }

    public ChatBuilder Complete()
    {
        Happened(new ReplyCompleted(Open, "test", null, Now));
        return this;
    }

    public ChatBuilder Fail(string title = "It broke.")
    {
        Happened(new TurnFailed(Open, title, string.Empty, CanRetry: true, null, Now));
        return this;
    }

    public void CheckInvariants()
    {
        HashSet<MessageId> seen = [];
        foreach (ChatNode node in State.Nodes.Values)
        {
            seen.Add(node.Id).ShouldBeTrue();
            if (node.ParentId is { } parent)
            {
                State.Nodes.ContainsKey(parent).ShouldBeTrue();
                State.Nodes[parent].Role.ShouldNotBe(node.Role, "user and assistant alternate on every branch");
            }
        }

        State.Branch.Select(node => node.Id).ShouldBeUnique();
        if (State.Open is { } open)
        {
            State.Nodes[State.Replies[open]].Status.ShouldBe(MessageStatus.Streaming);
        }

        State.Nodes.Values.Count(node => node.Status == MessageStatus.Streaming).ShouldBe(State.Open is null ? 0 : 1);
        State.Nodes.Values.Count(node => node.Status == MessageStatus.Waiting).ShouldBe(State.Waiting.Count);
        State.Waiting.ShouldBeUnique();
        State.Accepted.ById.Count.ShouldBeLessThanOrEqualTo(AcceptedCommands.Capacity);
        State.Accepted.Order.Count().ShouldBe(State.Accepted.ById.Count);
    }
}
