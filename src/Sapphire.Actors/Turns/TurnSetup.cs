using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Turns;

/// <summary>What one turn works with; nothing of it is shared with another turn.</summary>
/// <param name="SystemPrompt">What the assistant is told about itself.</param>
/// <param name="Tools">The tools that it may call. They may be called at the same time from several threads.</param>
/// <param name="Models">Who is asked.</param>
/// <param name="Spice">The spice in the prompt; null for none.</param>
public sealed record TurnSetup(string SystemPrompt, IReadOnlyList<AIFunction> Tools, ModelSelection Models, string? Spice);
