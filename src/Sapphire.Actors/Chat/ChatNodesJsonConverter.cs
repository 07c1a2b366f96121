using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Actors.Chat.Views;

namespace Sapphire.Actors.Chat;

/// <summary>
/// The messages of a snapshot. Nearly all of them are plain: words, no tool call, no error. Those are read by hand, in half the
/// time, as a chat opens no sooner than they are read. Whatever is anything else, also a member that is not known here, goes the
/// generated way, as does all writing.
/// </summary>
internal sealed class ChatNodesJsonConverter : JsonConverter<ImmutableArray<ChatNode>>
{
    /// <inheritdoc />
    public override ImmutableArray<ChatNode> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Messages are an array.");
        }

        ImmutableArray<ChatNode>.Builder nodes = ImmutableArray.CreateBuilder<ChatNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Utf8JsonReader start = reader;
            if (!TryReadPlain(ref reader, out ChatNode? node))
            {
                reader = start;
                node = JsonSerializer.Deserialize(ref reader, ChatJsonContext.Default.ChatNode) ?? throw new JsonException("A message is null.");
            }

            nodes.Add(node);
        }

        return nodes.DrainToImmutable();
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, ImmutableArray<ChatNode> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (ChatNode node in value)
        {
            JsonSerializer.Serialize(writer, node, ChatJsonContext.Default.ChatNode);
        }

        writer.WriteEndArray();
    }

    /// <summary>The message, if it is plain; else the reader is anywhere in it.</summary>
    // Chats are mostly opened right after the start: too early for what the compiler learns from many calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool TryReadPlain(ref Utf8JsonReader reader, [NotNullWhen(true)] out ChatNode? node)
    {
        node = null;
        Guid id = default;
        Guid parent = default, command = default, turn = default, room = default;
        string? role = null, status = null, source = null, author = null, model = null, provider = null, modelId = null, spice = null;
        DateTimeOffset createdAt = default, completedAt = default;
        int heard = -1;
        bool touched = false, edited = false;
        UsageView? usage = null;
        ImmutableArray<PartView> parts = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool plain = reader.ValueTextEquals("id"u8) ? TryRead(ref reader, out id)
                : reader.ValueTextEquals("parentId"u8) ? TryRead(ref reader, out parent)
                : reader.ValueTextEquals("role"u8) ? TryRead(ref reader, "user", "assistant", out role)
                : reader.ValueTextEquals("parts"u8) ? TryRead(ref reader, out parts)
                : reader.ValueTextEquals("status"u8) ? TryRead(ref reader, "completed", null, out status)
                : reader.ValueTextEquals("createdAt"u8) ? TryRead(ref reader, out createdAt)
                : reader.ValueTextEquals("commandId"u8) ? TryRead(ref reader, out command)
                : reader.ValueTextEquals("turnId"u8) ? TryRead(ref reader, out turn)
                : reader.ValueTextEquals("source"u8) ? TryRead(ref reader, out source)
                : reader.ValueTextEquals("author"u8) ? TryRead(ref reader, out author)
                : reader.ValueTextEquals("roomId"u8) ? TryRead(ref reader, out room)
                : reader.ValueTextEquals("heardLength"u8) ? reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out heard) && heard >= 0
                : reader.ValueTextEquals("model"u8) ? TryRead(ref reader, out model)
                : reader.ValueTextEquals("providerId"u8) ? TryRead(ref reader, out provider)
                : reader.ValueTextEquals("modelId"u8) ? TryRead(ref reader, out modelId)
                : reader.ValueTextEquals("spice"u8) ? TryRead(ref reader, out spice)
                : reader.ValueTextEquals("usage"u8) ? reader.Read() && (usage = JsonSerializer.Deserialize(ref reader, ChatJsonContext.Default.UsageView)) is not null
                : reader.ValueTextEquals("touched"u8) ? reader.Read() && ((touched = reader.TokenType == JsonTokenType.True) || reader.TokenType == JsonTokenType.False)
                : reader.ValueTextEquals("edited"u8) ? reader.Read() && ((edited = reader.TokenType == JsonTokenType.True) || reader.TokenType == JsonTokenType.False)
                : reader.ValueTextEquals("completedAt"u8) ? TryRead(ref reader, out completedAt)
                // Its parts say it, too.
                : reader.ValueTextEquals("text"u8) && reader.Read() && reader.TokenType == JsonTokenType.String;
            if (!plain)
            {
                return false;
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject || id == default || role is null || status is null || parts.IsDefault || createdAt == default)
        {
            return false;
        }

        node = new(new(id), parent == default ? null : new(parent), role is "user" ? MessageRole.User : MessageRole.Assistant, parts, MessageStatus.Completed, createdAt)
        {
            CommandId = command == default ? null : new(command),
            TurnId = turn == default ? null : new(turn),
            Source = source,
            Author = author,
            RoomId = room == default ? null : new(room),
            HeardLength = heard < 0 ? null : heard,
            Model = model,
            Usage = usage,
            ProviderId = provider,
            ModelId = modelId,
            Spice = spice,
            Edited = edited,
            Touched = touched,
            CompletedAt = completedAt == default ? null : completedAt,
        };
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryRead(ref Utf8JsonReader reader, out ImmutableArray<PartView> parts)
    {
        parts = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        ImmutableArray<PartView>.Builder builder = ImmutableArray.CreateBuilder<PartView>(1);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (!reader.Read() || !reader.ValueTextEquals("type"u8)
                || !TryRead(ref reader, "text", "reasoning", out string? type)
                || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("text"u8)
                || !TryRead(ref reader, out string? text)
                || !reader.Read() || reader.TokenType != JsonTokenType.EndObject)
            {
                return false;
            }

            builder.Add(type is "text" ? new TextPart(text) : new ReasoningPart(text));
        }

        parts = builder.DrainToImmutable();
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool TryRead(ref Utf8JsonReader reader, string one, string? other, [NotNullWhen(true)] out string? value)
    {
        value = !reader.Read() || reader.TokenType != JsonTokenType.String ? null
            : reader.ValueTextEquals(one) ? one
            : other is not null && reader.ValueTextEquals(other) ? other
            : null;
        return value is not null;
    }

    private static bool TryRead(ref Utf8JsonReader reader, [NotNullWhen(true)] out string? value)
    {
        value = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return value is not null;
    }

    private static bool TryRead(ref Utf8JsonReader reader, out Guid value)
    {
        value = default;
        return reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out value) && value != default;
    }

    private static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset value)
    {
        value = default;
        return reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out value) && value != default;
    }
}
