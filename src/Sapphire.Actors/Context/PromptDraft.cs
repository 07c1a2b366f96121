using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Context;

/// <summary>All that a model could be sent for a reply.</summary>
/// <param name="System">What the assistant is; may be empty.</param>
/// <param name="ToolTokens">What the tools take, in tokens.</param>
/// <param name="Exchanges">The branch, oldest first; the last one holds the message that is to be answered.</param>
/// <param name="Turn">What this turn has said and called so far; belongs to the last exchange.</param>
public sealed record PromptDraft(string System, int ToolTokens, ImmutableArray<PromptExchange> Exchanges, ImmutableArray<ChatMessage> Turn);
