using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models;

/// <summary>One model that a turn can ask.</summary>
/// <param name="ProviderId">The provider in the settings; <c>builtin</c> for the built-in assistant.</param>
/// <param name="ProviderName">The provider's name for people.</param>
/// <param name="Model">The model's name at the provider; empty for the built-in assistant.</param>
/// <param name="Client">Asks it. Not owned by the caller, and safe for several calls at once.</param>
/// <param name="BuiltIn">True for the built-in assistant.</param>
public sealed record ModelChoice(string ProviderId, string ProviderName, string Model, IChatClient Client, bool BuiltIn);
