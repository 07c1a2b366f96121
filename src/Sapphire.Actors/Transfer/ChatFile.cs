using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Transfer;

/// <summary>A chat as it is exported: all messages of all branches, and what it is set to.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">1.</param>
/// <param name="Title">Its title; null until it has one.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Settings">What it is set to; null for nothing of its own.</param>
/// <param name="Pinned">Whether it is pinned.</param>
/// <param name="Archived">Whether it is in the archive.</param>
/// <param name="Leaf">The end of the branch that is shown; null for the last message.</param>
/// <param name="Messages">Each behind the one that it follows.</param>
public sealed record ChatFile(
    string Format,
    int Version,
    string? Title,
    DateTimeOffset CreatedAt,
    ChatSettings? Settings,
    bool Pinned,
    bool Archived,
    MessageId? Leaf,
    ImmutableArray<ChatNode> Messages)
{
    /// <summary>Tells such a file from others.</summary>
    public const string FormatName = "sapphire-chat";

    /// <summary>The newest version that this program reads and writes.</summary>
    public const int Newest = 1;

    /// <summary>The file of a chat; removed messages are not in it.</summary>
    public static ChatFile Of(ChatState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ImmutableArray<ChatNode>.Builder messages = ImmutableArray.CreateBuilder<ChatNode>();
        Stack<MessageId> left = new(state.VisibleChildren(null).Reverse());
        while (left.TryPop(out MessageId id))
        {
            messages.Add(state.Nodes[id]);
            foreach (MessageId child in state.VisibleChildren(id).Reverse())
            {
                left.Push(child);
            }
        }

        return new(FormatName, Newest, state.Title, state.CreatedAt, state.Settings == ChatSettings.None ? null : state.Settings, state.Pinned, state.Archived, state.Leaf, messages.ToImmutable());
    }
}
