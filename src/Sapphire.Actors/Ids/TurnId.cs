using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Ids;

/// <summary>Names one turn: one attempt of the assistant to reply. A UUID, version 7 where we make it, written in lower case with dashes.</summary>
[JsonConverter(typeof(GuidIdJsonConverter<TurnId>))]
public readonly record struct TurnId(Guid Value) : IGuidId<TurnId>
{
    /// <summary>A fresh id whose order follows <paramref name="time"/>.</summary>
    public static TurnId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc />
    public static TurnId FromGuid(Guid value) => new(value);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TurnId result)
    {
        bool ok = Guid.TryParseExact(s, "D", out Guid value) && value != Guid.Empty;
        result = new(value);
        return ok;
    }

    /// <inheritdoc />
    public static TurnId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out TurnId id) ? id : throw new FormatException($"'{s}' is not the id of a turn: expected a UUID with dashes.");

    /// <inheritdoc />
    public override string ToString() => Value.ToString("D");
}
