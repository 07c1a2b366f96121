using System.Text.Json;
using System.Text.Json.Serialization;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>References in JSON, as their paths.</summary>
public sealed class ActorRefJsonConverter(ActorSystem system) : JsonConverter<IActorRef>
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) => typeof(IActorRef).IsAssignableFrom(typeToConvert);

    /// <inheritdoc />
    public override IActorRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        system.Serialization.DeserializeActorRef(reader.GetString() ?? throw new JsonException("A reference is a path."));

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, IActorRef value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Serialization.SerializedActorPath(value));
}
