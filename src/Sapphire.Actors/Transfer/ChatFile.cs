using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Blobs;

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

    /// <summary>The pictures of its messages, and its own; null for none.</summary>
    public ImmutableArray<ChatPicture>? Pictures { get; init; }

    /// <summary>How many further pictures there are, which would make the file too large; null for none.</summary>
    public int? PicturesLeftOut { get; init; }

    /// <summary>The ids of the pictures that it names, the newest first.</summary>
    public IEnumerable<string> PictureIds() => Messages.Reverse().SelectMany(static node => node.Parts.OfType<ImagePart>().Select(static image => image.Id))
        .Prepend(Settings?.Avatar ?? string.Empty)
        .Where(BlobId.IsValid)
        .Distinct(StringComparer.Ordinal);

    /// <summary>The file of a chat, without its pictures; removed messages are not in it.</summary>
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
