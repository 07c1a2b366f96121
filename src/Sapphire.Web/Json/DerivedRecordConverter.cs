using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sapphire.Web.Json;

/// <summary>Writes a value whose runtime type is a derived type of a <see cref="JsonPolymorphicAttribute"/> base as that base, so that its discriminator is written.</summary>
internal sealed class DerivedRecordConverter : JsonConverterFactory
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) => Base(typeToConvert) is not null;

    /// <inheritdoc />
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<,>).MakeGenericType(typeToConvert, Base(typeToConvert)!))!;

    private static Type? Base(Type type) =>
        type.BaseType is { } parent && parent != typeof(object) && parent.IsDefined(typeof(JsonPolymorphicAttribute), inherit: false) ? parent : null;

    private sealed class Converter<TDerived, TBase> : JsonConverter<TDerived>
        where TDerived : TBase
    {
        public override TDerived? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (TDerived?)JsonSerializer.Deserialize<TBase>(ref reader, JsonDefaults.Options);

        public override void Write(Utf8JsonWriter writer, TDerived value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize<TBase>(writer, value, JsonDefaults.Options);
    }
}
