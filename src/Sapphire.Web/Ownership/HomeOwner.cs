using System.Text.Json.Serialization;

namespace Sapphire.Web.Ownership;

/// <summary>Who owns a home: the content of its lock file, and of the answer to <c>ping</c>.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Since">When it took the home.</param>
/// <param name="What">The verb: <c>run</c>, <c>ask</c>, <c>password</c>.</param>
/// <param name="Addresses">Where a server listens; empty for a verb, or while the server starts.</param>
internal sealed record HomeOwner(int ProcessId, DateTimeOffset Since, string What, IReadOnlyList<string> Addresses)
{
    /// <summary>"sapphire run, process 12, since 2026-01-02 03:04:05 UTC, at https://…".</summary>
    public override string ToString() =>
        $"sapphire {What}, process {ProcessId}, since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
        + (Addresses.Count == 0 ? "" : $", at {string.Join(" and ", Addresses)}");
}

/// <summary>JSON of the lock file and the control socket; generated, since verbs must start quickly.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(HomeOwner))]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
[JsonSerializable(typeof(Sapphire.Actors.Import.FolderReport))]
internal sealed partial class OwnershipJson : JsonSerializerContext;
