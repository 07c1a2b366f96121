using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>
/// A chat: a tree of messages with a selected leaf, and the turns that are to write replies.
/// <code>
/// a turn:  UserSaid | TurnRequested ──► waiting ──TurnStarted──► open ──► ReplyCompleted | TurnFailed | TurnCancelled | TurnInterrupted
///                                          └────── TurnCancelled ──────────────────────────────▲
/// </code>
/// At most one turn is open; the others wait in the order in which they came.
/// </summary>
public sealed record ChatState
{
    /// <summary>The title of a chat that nobody and nothing has named.</summary>
    public const string DefaultTitle = "New chat";

    /// <summary>A chat that does not exist.</summary>
    public static ChatState None { get; } = new();

    /// <summary>True from <see cref="ChatCreated"/> on.</summary>
    public bool Exists { get; init; }

    /// <summary>True after <see cref="ChatDeleted"/>, until <see cref="ChatRestored"/>.</summary>
    public bool Deleted { get; init; }

    /// <summary>The title; null until the chat was named or its first message came.</summary>
    public string? Title { get; init; }

    /// <summary>When the chat was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>All messages of all branches.</summary>
    public ImmutableDictionary<MessageId, ChatNode> Nodes { get; init; } = ImmutableDictionary<MessageId, ChatNode>.Empty;

    /// <summary>Which reply a turn writes, or wrote.</summary>
    public ImmutableDictionary<TurnId, MessageId> Replies { get; init; } = ImmutableDictionary<TurnId, MessageId>.Empty;

    /// <summary>The end of the branch that is shown; null in an empty chat.</summary>
    public MessageId? Leaf { get; init; }

    /// <summary>The turn that is being written.</summary>
    public TurnId? Open { get; init; }

    /// <summary>The turns that wait, the next first.</summary>
    public ImmutableList<TurnId> Waiting { get; init; } = [];

    /// <summary>The commands that took effect.</summary>
    public AcceptedCommands Accepted { get; init; } = AcceptedCommands.None;

    /// <summary>The reply of the open turn.</summary>
    public ChatNode? OpenReply => Open is { } turn ? Nodes[Replies[turn]] : null;

    /// <summary>The messages from the root to the selected leaf.</summary>
    public ImmutableArray<ChatNode> Branch => BranchTo(Leaf);

    /// <summary>Whether a message is on the branch that is shown.</summary>
    public bool IsOnBranch(MessageId message) => Leaf is { } leaf && IsBelow(leaf, message);

    /// <summary>Whether <paramref name="message"/> is <paramref name="ancestor"/>, or comes after it on its branch.</summary>
    public bool IsBelow(MessageId message, MessageId ancestor)
    {
        for (MessageId? id = message; id is { } at; id = Nodes[at].ParentId)
        {
            if (at == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The messages from the root to <paramref name="leaf"/>.</summary>
    public ImmutableArray<ChatNode> BranchTo(MessageId? leaf)
    {
        List<ChatNode> branch = [];
        for (MessageId? id = leaf; id is { } at; id = Nodes[at].ParentId)
        {
            branch.Add(Nodes[at]);
        }

        branch.Reverse();
        return [.. branch];
    }

    /// <summary>The state after an event. Pure; the same events always give the same state.</summary>
    public ChatState Apply(ChatEvent happened) => happened switch
    {
        ChatCreated e => this with { Exists = true, Title = e.Title, CreatedAt = e.At, Accepted = Accepted.Add(e.CommandId, null, null) },
        UserSaid e => Apply(e),
        TurnRequested e => Apply(e),
        TurnStarted e => Update(e.TurnId, reply => reply with { Status = MessageStatus.Streaming, Touched = false }) with { Open = e.TurnId, Waiting = Waiting.Remove(e.TurnId) },
        ReplyProgressed e => Update(e.TurnId, reply => reply with { Touched = true, Parts = ChatNode.Append(reply.Parts, e.Text, e.Reasoning) }),
        ToolCalled e => Update(e.TurnId, reply => reply with { Touched = true, Parts = ChatNode.Set(reply.Parts, new ToolPart(e.CallId, e.Name, e.Arguments, null, null, null)) }),
        ToolReturned e => Update(e.TurnId, reply => reply with { Parts = Returned(reply.Parts, e) }),
        ReplyCompleted e => End(e.TurnId, MessageStatus.Completed, e.At, reply => reply with { Model = e.Model, Usage = e.Usage }),
        TurnFailed e => End(e.TurnId, MessageStatus.Failed, e.At, reply => reply with
        {
            Model = e.Model ?? reply.Model,
            Error = new(e.Title, e.Detail, e.CanRetry, reply.Parts.Any(part => part is TextPart)),
        }),
        TurnCancelled e => End(e.TurnId, MessageStatus.Cancelled, e.At, reply => reply) with { Accepted = Accepted.Add(e.CommandId, null, e.TurnId) },
        TurnInterrupted e => End(e.TurnId, MessageStatus.Interrupted, e.At, reply => reply with
        {
            Error = new("Sapphire stopped while it was answering.", "What it had said is kept.", CanRetry: true, reply.Parts.Any(part => part is TextPart)),
        }),
        ReplyHeard e => Update(e.TurnId, reply => reply with { HeardLength = e.HeardLength }) with { Accepted = Accepted.Add(e.CommandId, null, e.TurnId) },
        ChatRenamed e => this with { Title = e.Title, Accepted = Accepted.Add(e.CommandId, null, null) },
        ChatDeleted e => this with { Deleted = true, Accepted = Accepted.Add(e.CommandId, null, null) },
        ChatRestored e => this with { Deleted = false, Accepted = Accepted.Add(e.CommandId, null, null) },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "This event is not one of a chat."),
    };

    /// <summary>The title that a first message gives: its first line, cut at a word within 60 characters.</summary>
    public static string TitleFrom(string text)
    {
        const int Limit = 60;
        string line = text.AsSpan().Trim().ToString().Split('\n', 2)[0].Trim();
        if (line.Length <= Limit)
        {
            return line.Length == 0 ? DefaultTitle : line;
        }

        int space = line.LastIndexOf(' ', Limit);
        int cut = space >= Limit / 2 ? space : Limit;
        if (char.IsHighSurrogate(line[cut - 1]))
        {
            cut--;
        }

        return line[..cut].TrimEnd() + "…";
    }

    private ChatState Apply(UserSaid e)
    {
        ChatNode message = new(e.MessageId, e.ParentId, MessageRole.User, [.. e.Content.OfType<TextContentPart>().Select(part => new TextPart(part.Text))], MessageStatus.Completed, e.At)
        {
            CommandId = e.CommandId,
            Source = e.Source,
            Author = e.Author,
            RoomId = e.RoomId,
        };
        ChatNode reply = new(e.ReplyId, e.MessageId, MessageRole.Assistant, [], MessageStatus.Waiting, e.At) { TurnId = e.TurnId };
        return this with
        {
            Title = Title ?? TitleFrom(message.Text),
            Nodes = Nodes.SetItem(message.Id, message).SetItem(reply.Id, reply),
            Replies = Replies.SetItem(e.TurnId, e.ReplyId),
            Leaf = e.ReplyId,
            Waiting = Waiting.Add(e.TurnId),
            Accepted = Accepted.Add(e.CommandId, e.MessageId, e.TurnId),
        };
    }

    private ChatState Apply(TurnRequested e)
    {
        ChatNode reply = e.Continues
            ? Nodes[e.ReplyId] with { Status = MessageStatus.Waiting, Error = null, TurnId = e.TurnId, CompletedAt = null }
            : new(e.ReplyId, e.MessageId, MessageRole.Assistant, [], MessageStatus.Waiting, e.At) { TurnId = e.TurnId };
        return this with
        {
            Nodes = Nodes.SetItem(reply.Id, reply),
            Replies = Replies.SetItem(e.TurnId, e.ReplyId),
            Leaf = e.Continues ? Leaf : e.ReplyId,
            Waiting = Waiting.Add(e.TurnId),
            Accepted = Accepted.Add(e.CommandId, null, e.TurnId),
        };
    }

    private static ImmutableArray<PartView> Returned(ImmutableArray<PartView> parts, ToolReturned e)
    {
        int index = ChatNode.IndexOf(parts, e.CallId);
        return index < 0 ? parts : parts.SetItem(index, (ToolPart)parts[index] with { Result = e.Result, Error = e.Error, DurationMs = e.DurationMs });
    }

    // A tool call that has no result when its turn ends will never have one: say so, to the reader and to the model.
    private ChatState End(TurnId turn, MessageStatus status, DateTimeOffset at, Func<ChatNode, ChatNode> change) =>
        Update(turn, reply => change(reply) with
        {
            Status = status,
            CompletedAt = at,
            Parts = [.. reply.Parts.Select(part => part is ToolPart { Result: null, Error: null } tool ? tool with { Error = "It did not finish." } : part)],
        }) with
        {
            Open = Open == turn ? null : Open,
            Waiting = Waiting.Remove(turn),
        };

    private ChatState Update(TurnId turn, Func<ChatNode, ChatNode> change)
    {
        MessageId reply = Replies[turn];
        return this with { Nodes = Nodes.SetItem(reply, change(Nodes[reply])) };
    }
}
