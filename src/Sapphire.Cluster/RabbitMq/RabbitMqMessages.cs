using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.RabbitMq;

/// <summary>Messages as RabbitMQ carries them: the envelope in properties and headers, the body as it is.</summary>
internal static class RabbitMqMessages
{
    private const string Serializer = "s-serializer";
    private const string Protocol = "s-protocol";
    private const string Node = "s-node";
    private const string Ref = "s-ref";

    // Before the names of attributes.
    private const string Attribute = "a-";

    public static BasicProperties Properties(WireMessage message, bool durable)
    {
        Dictionary<string, object?> headers = new(StringComparer.Ordinal) { [Serializer] = message.SerializerId, [Protocol] = message.Protocol };
        if (message.SenderNode is { } node) headers[Node] = node.ToString();
        if (message.SenderRef is { } sender) headers[Ref] = sender;
        foreach ((string name, string value) in message.Attributes) headers[Attribute + name] = value;
        BasicProperties properties = new() { MessageId = message.MessageId, Type = message.Manifest, Headers = headers, Persistent = durable };
        if (message.CorrelationId is { } correlation) properties.CorrelationId = correlation;
        return properties;
    }

    // The client takes the body's buffer back when the handler returns: it is copied.
    public static WireMessage Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        IDictionary<string, object?> headers = properties.Headers ?? ImmutableDictionary<string, object?>.Empty;
        return new()
        {
            // A message of somebody else has neither; it is not known to anybody, and becomes a dead letter.
            SerializerId = headers.TryGetValue(Serializer, out object? serializer) && serializer is int id ? id : -1,
            Protocol = headers.TryGetValue(Protocol, out object? protocol) && protocol is int version ? version : 0,
            Manifest = properties.Type ?? "",
            MessageId = properties.MessageId ?? "",
            CorrelationId = properties.CorrelationId,
            SenderNode = NodeId.Parse(Text(headers, Node)),
            SenderRef = Text(headers, Ref),
            Attributes = headers.Where(h => h.Key.StartsWith(Attribute, StringComparison.Ordinal)).ToImmutableDictionary(h => h.Key[Attribute.Length..], h => Text(h.Value) ?? "", StringComparer.Ordinal),
            Body = body.ToArray(),
        };
    }

    public static RawDelivery Delivery(ulong tag, string key, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        int before = properties.Headers is { } headers && headers.TryGetValue("x-delivery-count", out object? count) ? Convert.ToInt32(count, CultureInfo.InvariantCulture) : 0;
        return new(tag, key, Read(properties, body), before + 1, Death(properties));
    }

    // The latest of its deaths comes first.
    private static (string Queue, string Reason, DateTimeOffset? At)? Death(IReadOnlyBasicProperties properties)
    {
        if (properties.Headers is not { } headers || !headers.TryGetValue("x-death", out object? deaths) || deaths is not IList<object> { Count: > 0 } list || list[0] is not IDictionary<string, object?> death) return null;
        DateTimeOffset? at = death.TryGetValue("time", out object? time) && time is AmqpTimestamp stamp ? DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime) : null;
        return (Text(death, "queue") ?? "", Text(death, "reason") ?? "", at);
    }

    private static string? Text(IDictionary<string, object?> headers, string name) => headers.TryGetValue(name, out object? value) ? Text(value) : null;

    private static string? Text(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        _ => null,
    };
}
