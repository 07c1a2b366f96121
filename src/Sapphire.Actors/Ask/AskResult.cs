using System.Text.Json;

namespace Sapphire.Actors.Ask;

/// <summary>The answer to one question.</summary>
/// <param name="Reply">The whole text.</param>
/// <param name="Tools">The tools that were called, in the order in which they were called.</param>
/// <param name="Model">The model that answered, for people.</param>
/// <param name="Timings">How long it took.</param>
/// <param name="Transcript">What was understood of a spoken question; null when it was written.</param>
/// <param name="Note">What the person should know of the spoken reply: that another voice had to speak it. Null for nothing.</param>
public sealed record AskResult(string Reply, IReadOnlyList<AskTool> Tools, string Model, AskTimings Timings, string? Transcript = null, string? Note = null);

/// <summary>One tool call.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments: an object.</param>
/// <param name="Result">What it returned; a string where that was no JSON.</param>
public sealed record AskTool(string Name, JsonElement Arguments, JsonElement Result);

/// <summary>Times since the question arrived, in milliseconds.</summary>
/// <param name="FirstToken">When the first token of the reply came.</param>
/// <param name="Reply">When the reply was whole.</param>
/// <param name="Total">When it was stored, and spoken where that was asked for.</param>
/// <param name="Stt">When a spoken question was understood; null when it was written.</param>
/// <param name="FirstAudio">When the first sentence of the reply was spoken; null when it was not to be spoken, or there was nothing to speak.</param>
public sealed record AskTimings(double FirstToken, double Reply, double Total, double? Stt = null, double? FirstAudio = null);
