using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Assistant;

/// <summary>One earlier turn as the history tells it.</summary>
/// <param name="UserText">What the person said.</param>
/// <param name="Calls">The tools that were called.</param>
/// <param name="Reply">What the assistant said.</param>
internal sealed record Exchange(string UserText, ImmutableArray<ExchangeCall> Calls, string Reply);

/// <summary>One tool call of an earlier turn.</summary>
/// <param name="CallId">Its id.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Result">The result; null when it failed or has not come.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
internal sealed record ExchangeCall(string CallId, string Tool, JsonObject Arguments, JsonObject? Result, string? Error);
