using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Ids;

/// <summary>Names one opening of a microphone: from pressing the button to letting go, or one spell of hands-free listening. A UUID, version 7 where we make it, written in lower case with dashes.</summary>
[JsonConverter(typeof(GuidIdJsonConverter<MicrophoneId>))]
public readonly record struct MicrophoneId(Guid Value) : IGuidId<MicrophoneId>
{
    /// <summary>A fresh id whose order follows <paramref name="time"/>.</summary>
    public static MicrophoneId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc />
    public static MicrophoneId FromGuid(Guid value) => new(value);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MicrophoneId result)
    {
        bool ok = Guid.TryParseExact(s, "D", out Guid value) && value != Guid.Empty;
        result = new(value);
        return ok;
    }

    /// <inheritdoc />
    public static MicrophoneId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out MicrophoneId id) ? id : throw new FormatException($"'{s}' is not the id of a microphone: expected a UUID with dashes.");

    /// <inheritdoc />
    public override string ToString() => Value.ToString("D");
}
