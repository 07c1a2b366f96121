using Sapphire.Actors.Chat.Views;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>
/// How a page applies the stream of a chat: a snapshot replaces everything; a message replaces the one of its id, or is appended
/// where the one that it follows is held; a delta counts when it is the very next one of its epoch, an older one was seen already, and any
/// other update means to ask for a snapshot.
/// </summary>
internal static class PageRules
{
    /// <summary>Applies an update; null when it does not fit, and the page asks again.</summary>
    public static ChatView? Apply(ChatView? chat, Update update) => (update, chat) switch
    {
        (ChatSnapshot snapshot, _) => snapshot.Chat,
        (MessageChanged changed, { } c) when Fits(c, changed.Message) => With(c, changed.Message),
        (TextDelta delta, { } c) => Next(c, delta.MessageId, delta.Epoch, delta.Sequence, parts => Say(parts, delta)),
        (PartChanged part, { } c) => Next(c, part.MessageId, part.Epoch, part.Sequence, parts => Put(parts, part.Index, part.Part)),
        _ => null,
    };

    // What it follows was lost otherwise.
    private static bool Fits(ChatView chat, MessageView message) =>
        message.ParentId is not { } parent || chat.Messages.Any(m => m.Id == message.Id || m.Id == parent);

    private static ChatView? Next(ChatView chat, Actors.Ids.MessageId id, long epoch, long sequence, Func<IReadOnlyList<PartView>, IReadOnlyList<PartView>?> change)
    {
        if (chat.Messages.SingleOrDefault(m => m.Id == id) is not { } message || message.Epoch != epoch || sequence > message.Sequence + 1)
        {
            return null;
        }

        return sequence <= message.Sequence ? chat : change(message.Parts) is { } parts ? With(chat, message with { Sequence = sequence, Parts = parts }) : null;
    }

    private static List<PartView>? Say(IReadOnlyList<PartView> parts, TextDelta delta) => delta.Part == parts.Count
        ? Put(parts, delta.Part, delta.Reasoning ? new ReasoningPart(delta.Text) : new TextPart(delta.Text))
        : parts[delta.Part] switch
        {
            TextPart text => Put(parts, delta.Part, new TextPart(text.Text + delta.Text)),
            ReasoningPart text => Put(parts, delta.Part, new ReasoningPart(text.Text + delta.Text)),
            _ => null,
        };

    private static List<PartView> Put(IReadOnlyList<PartView> parts, int index, PartView part) =>
        index == parts.Count ? [.. parts, part] : [.. parts.Select((p, i) => i == index ? part : p)];

    private static ChatView With(ChatView chat, MessageView message) => chat with
    {
        Messages = chat.Messages.Any(m => m.Id == message.Id) ? [.. chat.Messages.Select(m => m.Id == message.Id ? message : m)] : [.. chat.Messages, message],
    };
}
