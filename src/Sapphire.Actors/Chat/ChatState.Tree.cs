using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <content>
/// The tree: a message may have several that follow it, of which one is on the branch that is shown. Removed messages stay in the tree,
/// unseen, so that removing can be undone. The shown branch goes to a message that nothing visible follows.
/// </content>
public sealed partial record ChatState
{
    /// <summary>What follows each message, the oldest first; the first messages under the empty id. Made from <see cref="Nodes"/>.</summary>
    public LayeredDictionary<MessageId, ImmutableArray<MessageId>> Children { get; init; } = new([]);

    /// <summary>Which of several messages was shown last after one, where another branch was shown since.</summary>
    public ImmutableDictionary<MessageId, MessageId> Shown { get; init; } = ImmutableDictionary<MessageId, MessageId>.Empty;

    /// <summary>The messages that were removed, each with all below it.</summary>
    public ImmutableHashSet<MessageId> Removed { get; init; } = [];

    /// <summary>What this chat is set to; the home's defaults apply where it says nothing.</summary>
    public ChatSettings Settings { get; init; } = ChatSettings.None;

    /// <summary>Whether the chat is pinned.</summary>
    public bool Pinned { get; init; }

    /// <summary>Whether the chat is in the archive.</summary>
    public bool Archived { get; init; }

    /// <summary>Whether a person has chosen the title, so that the machine must not.</summary>
    public bool TitledByPerson { get; init; }

    /// <summary>
    /// Whether the machine may look for a title: nobody has chosen one, and the machine has not either. Known by what the title is, since
    /// of a chat of an earlier version nothing else tells.
    /// </summary>
    public bool TakesTitle => !TitledByPerson
        && (Title is null || (Children.TryGetValue(default, out ImmutableArray<MessageId> first) && first.Any(id => string.Equals(Title, FirstTitle(Nodes[id].Text), StringComparison.Ordinal))));

    /// <summary>What can be undone, the newest last.</summary>
    public ImmutableList<ChatChange> Undo { get; init; } = [];

    /// <summary>What was undone and can be done again, the next one last.</summary>
    public ImmutableList<ChatChange> Redo { get; init; } = [];

    /// <summary>The key of <see cref="Children"/> under which a message is.</summary>
    public static MessageId KeyOf(MessageId? parent) => parent ?? default;

    /// <summary>Whether a message is there and neither it nor one above it was removed.</summary>
    public bool IsVisible(MessageId message)
    {
        if (!Nodes.ContainsKey(message))
        {
            return false;
        }

        if (Removed.IsEmpty)
        {
            return true;
        }

        for (MessageId? id = message; id is { } at; id = Nodes[at].ParentId)
        {
            if (Removed.Contains(at))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What follows a message and was not removed, the oldest first; with null the first messages.</summary>
    public ImmutableArray<MessageId> VisibleChildren(MessageId? parent) =>
        !Children.TryGetValue(KeyOf(parent), out ImmutableArray<MessageId> children) ? []
        : Removed.IsEmpty ? children
        : children.RemoveAll(Removed.Contains);

    /// <summary>The end of a message's branch, as it was shown last; with null of the whole tree, null when it is empty.</summary>
    public MessageId? EndOf(MessageId? message)
    {
        MessageId? at = message;
        while (VisibleChildren(at) is { IsEmpty: false } children)
        {
            at = Shown.TryGetValue(KeyOf(at), out MessageId shown) && children.Contains(shown) ? shown : children[^1];
        }

        return at;
    }

    /// <summary>A message's place among those that follow the same one; null when it is the only one.</summary>
    public SiblingsView? SiblingsOf(ChatNode node)
    {
        ImmutableArray<MessageId> all = VisibleChildren(node.ParentId);
        int index = all.IndexOf(node.Id);
        return all.Length < 2 || index < 0
            ? null
            : new(index, all.Length, index > 0 ? all[index - 1] : null, index < all.Length - 1 ? all[index + 1] : null);
    }

    /// <summary>The chat for readers.</summary>
    /// <param name="id">The chat's id.</param>
    /// <param name="message">Makes the view of one message, without its siblings.</param>
    public ChatView ToView(ChatId id, Func<ChatNode, MessageView> message) => new(
        id,
        Title ?? DefaultTitle,
        [.. Branch.Select(node => message(node) with { Siblings = SiblingsOf(node) })],
        Deleted,
        Settings,
        Pinned,
        Archived,
        Undo.IsEmpty ? null : Undo[^1].Label,
        Redo.IsEmpty ? null : Redo[^1].Label);

    /// <summary>What follows each of some messages: by the time when they came, then by their ids.</summary>
    internal static IEnumerable<KeyValuePair<MessageId, ImmutableArray<MessageId>>> ChildrenOf(ImmutableArray<ChatNode> nodes)
    {
        Dictionary<MessageId, MessageId> only = new(nodes.Length);
        Dictionary<MessageId, List<ChatNode>>? several = null;
        foreach (ChatNode node in nodes)
        {
            MessageId key = KeyOf(node.ParentId);
            if (!only.TryAdd(key, node.Id))
            {
                (several ??= []).TryAdd(key, []);
            }
        }

        if (several is not null)
        {
            foreach (ChatNode node in nodes)
            {
                if (several.TryGetValue(KeyOf(node.ParentId), out List<ChatNode>? siblings))
                {
                    siblings.Add(node);
                }
            }
        }

        foreach ((MessageId key, MessageId child) in only)
        {
            yield return KeyValuePair.Create<MessageId, ImmutableArray<MessageId>>(
                key,
                several is not null && several.TryGetValue(key, out List<ChatNode>? siblings)
                    ? [.. siblings.OrderBy(one => one.CreatedAt).ThenBy(one => one.Id.Value).Select(one => one.Id)]
                    : [child]);
        }
    }
}
