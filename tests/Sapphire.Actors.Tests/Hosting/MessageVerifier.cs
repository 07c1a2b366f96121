using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Schedule;
using Sapphire.Cluster.Sharding;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>Sends every protocol message through its JSON, as if it left the process.</summary>
internal static class MessageVerifier
{
    /// <summary>The types that were seen.</summary>
    public static ConcurrentDictionary<Type, bool> Seen { get; } = new();

    public static object Verify(object message)
    {
        if (message is ShardingEnvelope envelope)
        {
            return envelope with { Message = Verify(envelope.Message) };
        }

        Type type = message is Update ? typeof(Update) : message.GetType();
        JsonTypeInfo? info = ChatJsonContext.Default.GetTypeInfo(type) ?? ScheduleJsonContext.Default.GetTypeInfo(type);
        if (info is null)
        {
            return message;
        }

        Seen.TryAdd(message.GetType(), true);
        return JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(message, info), info)!;
    }
}
