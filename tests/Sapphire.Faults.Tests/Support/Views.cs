using Sapphire.Actors.Chat.Views;

namespace Sapphire.Faults.Tests.Support;

internal static class Views
{
    public static string Text(this MessageView message) => string.Concat(message.Parts.OfType<TextPart>().Select(part => part.Text));

    public static IReadOnlyList<MessageView> Users(this ChatView chat) => [.. chat.Messages.Where(m => m.Role == MessageRole.User)];

    public static IReadOnlyList<MessageView> Replies(this ChatView chat) => [.. chat.Messages.Where(m => m.Role == MessageRole.Assistant)];

    public static bool HasEnded(this MessageView message) => message.Status is not (MessageStatus.Waiting or MessageStatus.Streaming);
}
