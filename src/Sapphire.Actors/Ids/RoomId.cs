using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Ids;

/// <summary>Names one room: one place where people talk and listen, such as a tab of a browser. A UUID, version 7 where we make it, written in lower case with dashes.</summary>
[JsonConverter(typeof(GuidIdJsonConverter<RoomId>))]
public readonly record struct RoomId(Guid Value) : IGuidId<RoomId>
{
    /// <summary>A fresh id whose order follows <paramref name="time"/>.</summary>
    public static RoomId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc />
    public static RoomId FromGuid(Guid value) => new(value);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RoomId result)
    {
        bool ok = Guid.TryParseExact(s, "D", out Guid value) && value != Guid.Empty;
        result = new(value);
        return ok;
    }

    /// <inheritdoc />
    public static RoomId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out RoomId id) ? id : throw new FormatException($"'{s}' is not the id of a room: expected a UUID with dashes.");

    /// <inheritdoc />
    public override string ToString() => Value.ToString("D");
}
