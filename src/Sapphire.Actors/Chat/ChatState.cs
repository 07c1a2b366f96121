using System.Collections.Immutable;
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
public sealed partial record ChatState
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
    public LayeredDictionary<MessageId, ChatNode> Nodes { get; init; } = new([]);

    /// <summary>Which reply a turn writes, or wrote.</summary>
    public LayeredDictionary<TurnId, MessageId> Replies { get; init; } = new([]);

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
        for (MessageId? id = leaf; id is { } at; id = branch[^1].ParentId)
        {
            branch.Add(Nodes[at]);
        }

        branch.Reverse();
        return [.. branch];
    }

    /// <summary>The state after an event. Pure; the same events always give the same state.</summary>
    public ChatState Apply(ChatEvent happened)
    {
        ChatStateBuilder builder = new(this);
        builder.Apply(happened);
        return builder.ToState();
    }

    /// <summary>The title that a message gives to a chat without one; null for a message without words.</summary>
    public static string? FirstTitle(string text) => string.IsNullOrWhiteSpace(text) ? null : TitleFrom(text);

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
}
