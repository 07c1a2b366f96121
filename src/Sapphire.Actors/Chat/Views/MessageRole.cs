using System.Text.Json.Serialization;

namespace Sapphire.Actors.Chat.Views;

/// <summary>Who says a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageRole>))]
public enum MessageRole
{
    /// <summary>A person.</summary>
    [JsonStringEnumMemberName("user")] User,

    /// <summary>The assistant.</summary>
    [JsonStringEnumMemberName("assistant")] Assistant,
}
