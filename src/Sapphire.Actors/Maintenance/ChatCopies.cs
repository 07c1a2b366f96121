using System.Security.Cryptography;
using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Maintenance;

/// <summary>
/// Copies of chats beside the originals. Messages, turns and commands get other ids too: read models know them by their ids alone.
/// The same original of the same file always gives the same ids, so that an import that was interrupted goes on with its copies.
/// </summary>
public static class ChatCopies
{
    /// <summary>The id of the copy of a chat that is imported from a file; null for what is no chat.</summary>
    /// <param name="persistenceId">The original.</param>
    /// <param name="sha256">The hash of the file.</param>
    public static string? IdOf(string persistenceId, string sha256) =>
        ChatIds.TryParse(persistenceId, out _) ? ChatIds.Of(new(Derive(sha256.ToLowerInvariant(), persistenceId))) : null;

    /// <summary>An event of the original as one of the copy.</summary>
    /// <param name="copy">The persistence id of the copy.</param>
    /// <param name="happened">The event.</param>
    public static object Copy(string copy, object happened)
    {
        return happened switch
        {
            ChatCreated e => e with { CommandId = Command(e.CommandId) },
            UserSaid e => e with
            {
                CommandId = Command(e.CommandId),
                MessageId = Message(e.MessageId),
                ParentId = Maybe(e.ParentId),
                TurnId = Turn(e.TurnId),
                ReplyId = Message(e.ReplyId),
            },
            TurnRequested e => e with { CommandId = Command(e.CommandId), TurnId = Turn(e.TurnId), ReplyId = Message(e.ReplyId), MessageId = Message(e.MessageId) },
            TurnStarted e => e with { TurnId = Turn(e.TurnId) },
            ReplyProgressed e => e with { TurnId = Turn(e.TurnId) },
            ToolCalled e => e with { TurnId = Turn(e.TurnId) },
            ToolReturned e => e with { TurnId = Turn(e.TurnId) },
            ReplyCompleted e => e with { TurnId = Turn(e.TurnId) },
            TurnFailed e => e with { TurnId = Turn(e.TurnId) },
            TurnCancelled e => e with { CommandId = Command(e.CommandId), TurnId = Turn(e.TurnId) },
            TurnInterrupted e => e with { TurnId = Turn(e.TurnId) },
            ReplyHeard e => e with { CommandId = Command(e.CommandId), TurnId = Turn(e.TurnId) },
            ChatRenamed e => e with { CommandId = Command(e.CommandId) },
            ChatDeleted e => e with { CommandId = Command(e.CommandId) },
            ChatRestored e => e with { CommandId = Command(e.CommandId) },
            ChatSettingsChanged e => e with { CommandId = Command(e.CommandId) },
            ChatPinned e => e with { CommandId = Command(e.CommandId) },
            ChatArchived e => e with { CommandId = Command(e.CommandId) },
            ChatTitled e => e with { CommandId = Command(e.CommandId) },
            BranchSelected e => e with { CommandId = Command(e.CommandId), MessageId = Message(e.MessageId), Leaf = Message(e.Leaf) },
            ReplyEdited e => e with { CommandId = Command(e.CommandId), MessageId = Message(e.MessageId), NewMessageId = Message(e.NewMessageId) },
            MessagesRemoved e => e with { CommandId = Command(e.CommandId), MessageIds = [.. e.MessageIds.Select(Message)], Leaf = Maybe(e.Leaf) },
            ToolCallRemoved e => e with { CommandId = Command(e.CommandId), MessageId = Message(e.MessageId) },
            Undone e => e with { CommandId = Command(e.CommandId), Change = Change(e.Change) },
            Redone e => e with { CommandId = Command(e.CommandId), Change = Change(e.Change) },
            MessagesImported e => e with { CommandId = Command(e.CommandId), Messages = [.. e.Messages.Select(Node)], Leaf = Maybe(e.Leaf) },
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "This event is not one of a chat."),
        };

        CommandId Command(CommandId id) => new(Derive(copy, id.ToString()));
        MessageId Message(MessageId id) => new(Derive(copy, id.ToString()));
        TurnId Turn(TurnId id) => new(Derive(copy, id.ToString()));
        MessageId? Maybe(MessageId? id) => id is { } some ? Message(some) : null;
        ChatNode Node(ChatNode node) => node with { Id = Message(node.Id), ParentId = Maybe(node.ParentId), CommandId = node.CommandId is { } id ? Command(id) : null };
        ChatChange Change(ChatChange change) => change with
        {
            By = change.By is { } by ? Command(by) : null,
            Leaf = change.Leaf is { } leaf ? new(Maybe(leaf.Before), Maybe(leaf.After)) : null,
            Added = Maybe(change.Added),
            Removed = change.Removed is { } removed ? [.. removed.Select(Message)] : null,
            ToolCall = change.ToolCall is { } call ? call with { MessageId = Message(call.MessageId) } : null,
        };
    }

    // UUID version 8 (RFC 9562): the content is the maker's own.
    private static Guid Derive(string from, string id)
    {
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{from} {id}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
