using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Ids;

/// <summary>Names one reply, or other text, that is spoken in a room. A UUID, version 7 where we make it, written in lower case with dashes.</summary>
[JsonConverter(typeof(GuidIdJsonConverter<SpeechId>))]
public readonly record struct SpeechId(Guid Value) : IGuidId<SpeechId>
{
    /// <summary>A fresh id whose order follows <paramref name="time"/>.</summary>
    public static SpeechId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc />
    public static SpeechId FromGuid(Guid value) => new(value);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SpeechId result)
    {
        bool ok = Guid.TryParseExact(s, "D", out Guid value) && value != Guid.Empty;
        result = new(value);
        return ok;
    }

    /// <inheritdoc />
    public static SpeechId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out SpeechId id) ? id : throw new FormatException($"'{s}' is not the id of a speech: expected a UUID with dashes.");

    /// <inheritdoc />
    public override string ToString() => Value.ToString("D");
}
