using System.Text.Json.Serialization;

namespace Sapphire.Actors.Chat.Views;

/// <summary>Where a message stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageStatus>))]
public enum MessageStatus
{
    /// <summary>Stored, and whole: every user message, and an assistant message that ended well.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>A reply that waits for the turn before it.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>A reply that is being written.</summary>
    [JsonStringEnumMemberName("streaming")] Streaming,

    /// <summary>A reply that ended with an error; see <see cref="MessageView.Error"/>.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>A reply that a person stopped; what it said until then is kept.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,

    /// <summary>A reply that the end of the program cut off; offers "try again".</summary>
    [JsonStringEnumMemberName("interrupted")] Interrupted,
}
