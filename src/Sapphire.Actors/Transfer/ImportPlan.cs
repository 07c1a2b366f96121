using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Transfer;

/// <summary>What makes a new chat of an exported one.</summary>
internal static class ImportPlan
{
    // Commands go from node to node, and are stored as a whole: one is not much larger than this, in characters.
    private const long Portion = 4_000_000;

    /// <summary>The commands, in order. Read models know messages by their ids alone: those of a copy are others.</summary>
    /// <param name="file">What <see cref="ChatTransfer.Parse"/> has understood.</param>
    /// <param name="chat">The new chat.</param>
    /// <param name="title">Its title; null for that of the file.</param>
    /// <param name="time">The clock, also of ids.</param>
    public static IEnumerable<ChatCommand> Of(ChatFile file, ChatId chat, string? title, TimeProvider time)
    {
        yield return new CreateChat(chat, Command(), Now(), title ?? file.Title);
        ImmutableArray<ChatNode> nodes = Copies(file, time, out MessageId? leaf);
        for (int i = 0, length; i < nodes.Length; i += length)
        {
            length = LengthOf(nodes, i);
            ImmutableArray<ChatNode> part = nodes.Slice(i, length);
            MessageId? end = leaf is { } one && part.Any(node => node.Id == one) && !part.Any(node => node.ParentId == one) ? leaf : null;
            yield return new ImportMessages(chat, Command(), Now(), part, end);
        }

        // Where there were several portions, another end may be shown by now.
        if (leaf is { } last)
        {
            yield return new SelectBranch(chat, Command(), Now(), last);
        }

        if (file.Settings is { } settings)
        {
            yield return new ChangeChatSettings(chat, Command(), Now(), settings);
        }

        if (file.Archived)
        {
            yield return new ArchiveChat(chat, Command(), Now(), true);
        }

        CommandId Command() => CommandId.New(time);
        DateTimeOffset Now() => time.GetUtcNow();
    }

    private static int LengthOf(ImmutableArray<ChatNode> nodes, int first)
    {
        int length = 0;
        for (long characters = 0; first + length < nodes.Length && length < ChatDecider.MaxImport; length++)
        {
            characters += ImportRules.LengthOf(nodes[first + length]);
            if (length > 0 && characters > Portion)
            {
                break;
            }
        }

        return length;
    }

    private static ImmutableArray<ChatNode> Copies(ChatFile file, TimeProvider time, out MessageId? leaf)
    {
        // Of messages of the same moment the ids tell which came first: those of one millisecond are sorted.
        MessageId[] fresh = [.. file.Messages.Select(_ => MessageId.New(time)).OrderBy(static id => id.Value)];
        Dictionary<MessageId, MessageId> ids = file.Messages.Select(static node => node.Id).Zip(fresh).ToDictionary(static pair => pair.First, static pair => pair.Second);
        leaf = file.Leaf is { } shown && ids.TryGetValue(shown, out MessageId mapped) ? mapped : null;
        return [.. file.Messages.Select(node => node with
        {
            Id = ids[node.Id],
            ParentId = node.ParentId is { } parent ? ids[parent] : null,
            Status = node.Status is MessageStatus.Waiting or MessageStatus.Streaming ? MessageStatus.Interrupted : node.Status,
            TurnId = null,
            CommandId = null,
            RoomId = null,
        })];
    }
}
