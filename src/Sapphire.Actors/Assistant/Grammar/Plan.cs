using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Assistant.Grammar;

/// <summary>What the assistant does about an utterance: call tools, or say something.</summary>
/// <param name="Kind">For calls the way in which the results are told ("date.weekday"); for words what they are ("help", "ask.duration", "decline").</param>
/// <param name="Calls">The tools to call; empty when it only says something.</param>
/// <param name="Words">What to say when there is nothing to call.</param>
internal sealed record Plan(string Kind, ImmutableArray<PlannedCall> Calls, string Words = "")
{
    /// <summary>What is already known when more is asked for (the label of a timer without a duration).</summary>
    public ImmutableDictionary<string, string> Known { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Calls one tool.</summary>
    public static Plan Call(string kind, string tool, JsonObject arguments) => new(kind, [new(tool, arguments)]);

    /// <summary>Calls several tools at once.</summary>
    public static Plan CallAll(string kind, params ReadOnlySpan<PlannedCall> calls) => new(kind, [.. calls]);

    /// <summary>Says something.</summary>
    public static Plan Say(string kind, string words) => new(kind, [], words);
}

/// <summary>One tool call to make.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record PlannedCall(string Tool, JsonObject Arguments);
