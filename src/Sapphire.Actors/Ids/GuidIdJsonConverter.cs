using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Ids;

/// <summary>Writes an id as its UUID string, also as a property name.</summary>
/// <typeparam name="TId">The id.</typeparam>
public sealed class GuidIdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IGuidId<TId>
{
    /// <inheritdoc />
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        // Without a string of it first: a chat's history is full of ids.
        reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out Guid value) && value != Guid.Empty ? TId.FromGuid(value) : Parse(reader.GetString());

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    /// <inheritdoc />
    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    /// <inheritdoc />
    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString()!);

    private static TId Parse(string? text) =>
        TId.TryParse(text, null, out TId id) ? id : throw new JsonException($"'{text}' is not a valid {typeof(TId).Name}.");
}
