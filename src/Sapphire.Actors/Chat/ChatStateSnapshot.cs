using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>A chat's state as it is stored in a snapshot, so that a long chat opens without reading all its events.</summary>
public sealed record ChatStateSnapshot(
    bool Exists,
    bool Deleted,
    string? Title,
    DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(ChatNodesJsonConverter))] ImmutableArray<ChatNode> Nodes,
    ImmutableArray<TurnReply> Replies,
    MessageId? Leaf,
    TurnId? Open,
    ImmutableArray<TurnId> Waiting,
    ImmutableArray<AcceptedCommand> Accepted,
    ChatTreeSnapshot? Tree = null)
{
    /// <summary>The snapshot of a state.</summary>
    public static ChatStateSnapshot From(ChatState state) => new(
        state.Exists,
        state.Deleted,
        state.Title,
        state.CreatedAt,
        [.. state.Nodes.Values.OrderBy(node => node.Id.Value)],
        [.. state.Replies.OrderBy(pair => pair.Key.Value).Select(pair => new TurnReply(pair.Key, pair.Value))],
        state.Leaf,
        state.Open,
        [.. state.Waiting],
        [.. state.Accepted.Order.Select(id => state.Accepted.ById[id])],
        ChatTreeSnapshot.From(state));

    /// <summary>The state of the snapshot.</summary>
    public ChatState ToState() => new()
    {
        Exists = Exists,
        Deleted = Deleted,
        Title = Title,
        CreatedAt = CreatedAt,
        Nodes = new(Nodes.Select(node => KeyValuePair.Create(node.Id, node))),
        Replies = new(Replies.Select(pair => KeyValuePair.Create(pair.TurnId, pair.ReplyId))),
        Leaf = Leaf,
        Open = Open,
        Waiting = [.. Waiting],
        Accepted = AcceptedCommands.Of(Accepted),
        Children = new(ChatState.ChildrenOf(Nodes)),
        Shown = Tree is null ? ImmutableDictionary<MessageId, MessageId>.Empty : Tree.Shown.ToImmutableDictionary(one => one.ParentId ?? default, one => one.MessageId),
        Removed = Tree is null ? [] : [.. Tree.Removed],
        Settings = Tree?.Settings ?? ChatSettings.None,
        Pinned = Tree?.Pinned ?? false,
        Archived = Tree?.Archived ?? false,
        TitledByPerson = Tree?.TitledByPerson ?? false,
        Undo = Tree is null ? [] : [.. Tree.Undo],
        Redo = Tree is null ? [] : [.. Tree.Redo],
    };
}

/// <summary>Which reply a turn writes.</summary>
public sealed record TurnReply(TurnId TurnId, MessageId ReplyId);
