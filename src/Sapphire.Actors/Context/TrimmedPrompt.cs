using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Context;

/// <summary>What a model is sent.</summary>
/// <param name="Messages">The messages, the system prompt first.</param>
/// <param name="Tokens">About how many tokens they and the tools take, as the estimate says before it is corrected.</param>
/// <param name="SystemTokens">The part of the system prompt in them.</param>
/// <param name="Dropped">How many of the chat's oldest messages are left out.</param>
/// <param name="Shortened">True when results of tools had to be shortened too.</param>
/// <param name="Fits">False when even the last question alone is more than the budget; it is sent all the same, and the model says no.</param>
public sealed record TrimmedPrompt(ImmutableArray<ChatMessage> Messages, int Tokens, int SystemTokens, int Dropped, bool Shortened, bool Fits);
