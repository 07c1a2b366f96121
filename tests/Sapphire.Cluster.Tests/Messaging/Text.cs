using System.Text;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>Messages whose body is a text.</summary>
internal static class Text
{
    public static WireMessage Of(string text, NodeId? from = null) => new()
    {
        SerializerId = 1,
        Manifest = "text",
        Body = Encoding.UTF8.GetBytes(text),
        MessageId = Guid.CreateVersion7().ToString("N"),
        SenderNode = from,
    };

    public static WireMessage Of(int number) => Of(number.ToString());

    public static string Read(WireMessage message) => Encoding.UTF8.GetString(message.Body.Span);
}
