using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Ids;

/// <summary>Names one utterance: what a person says in one go. A UUID, version 7 where we make it, written in lower case with dashes.</summary>
[JsonConverter(typeof(GuidIdJsonConverter<UtteranceId>))]
public readonly record struct UtteranceId(Guid Value) : IGuidId<UtteranceId>
{
    /// <summary>A fresh id whose order follows <paramref name="time"/>.</summary>
    public static UtteranceId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc />
    public static UtteranceId FromGuid(Guid value) => new(value);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UtteranceId result)
    {
        bool ok = Guid.TryParseExact(s, "D", out Guid value) && value != Guid.Empty;
        result = new(value);
        return ok;
    }

    /// <inheritdoc />
    public static UtteranceId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out UtteranceId id) ? id : throw new FormatException($"'{s}' is not the id of an utterance: expected a UUID with dashes.");

    /// <inheritdoc />
    public override string ToString() => Value.ToString("D");
}
