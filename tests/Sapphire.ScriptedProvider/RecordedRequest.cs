using System.Text.Json;

namespace Sapphire.ScriptedProvider;

/// <summary>A request as it arrived.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">With the query.</param>
/// <param name="Headers">By name, without regard to case.</param>
/// <param name="Body">The raw body.</param>
/// <param name="Closed">Done when the client has closed the connection before the answer ended.</param>
public sealed record RecordedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body, Task Closed)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
